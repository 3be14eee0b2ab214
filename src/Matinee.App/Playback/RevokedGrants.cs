using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Playback;

/// <summary>
/// Playback addresses that somebody was given and may not use any more, such as those of who was put out of a room. Held in
/// memory, because every segment asks; a row tells the other nodes, which hear of it by a wake and by a look every few seconds.
/// </summary>
public sealed class RevokedGrants(ICatalogueDatabase database, TimeProvider time)
{
    internal const string Wake = "grants";

    /// <summary>No address lives longer (<see cref="PlaybackOptions.TokenLifetime"/> and its rounding).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Clocks of nodes differ, and a commit is seen later than the time that stands in its row.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, long> _revoked = new(StringComparer.Ordinal);

    public bool IsRevoked(string grant) => _revoked.ContainsKey(grant);

    /// <summary>In the transaction that takes the right away; call <see cref="Revoked"/> after it.</summary>
    public static Task WriteAsync(DbConnection connection, DbTransaction transaction, string grant, long now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO revoked_grants (grant_id, revoked_at, expires_at) VALUES (@grant, @now, @until) ON CONFLICT (grant_id) DO NOTHING",
            new { grant, now, until = now + (long)Longest.TotalMilliseconds }, transaction, cancellationToken: cancellationToken));

    /// <summary>From now on on this node, and within moments on the others.</summary>
    public void Revoked(string grant)
    {
        _revoked[grant] = time.GetUtcNow().ToUnixTimeMilliseconds() + (long)Longest.TotalMilliseconds;
        database.Wakes.Publish(Wake, "");
    }

    /// <param name="since">Null: all.</param>
    internal async Task LearnAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(async connection => (await connection.QueryAsync<(string Grant, long ExpiresAt)>(new CommandDefinition(
            "SELECT grant_id, expires_at FROM revoked_grants WHERE revoked_at >= @since",
            new { since = since is { } at ? (at - Margin).ToUnixTimeMilliseconds() : 0 }, cancellationToken: cancellationToken))).AsList(), cancellationToken);
        foreach (var (grant, expiresAt) in rows)
            _revoked[grant] = expiresAt;
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (grant, expiresAt) in _revoked)
        {
            if (expiresAt <= now)
                _revoked.TryRemove(grant, out _);
        }

        await database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM revoked_grants WHERE expires_at <= @now", new { now }, transaction, cancellationToken: cancellationToken)), cancellationToken);
    }
}
