using System.Data.Common;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Playback;

/// <summary>The rows of <c>revoked_grants</c>: by them the other nodes learn of it, from a wake and from a look every few seconds.</summary>
public sealed class GrantStore(ICatalogueDatabase database, RevokedGrants grants, TimeProvider time)
{
    internal const string Wake = "grants";

    /// <summary>No address lives longer (<see cref="PlaybackOptions.TokenLifetime"/> and its rounding).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Clocks of nodes differ, and a commit is seen later than the time that stands in its row.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>In the transaction that takes the right away; call <see cref="Revoked"/> after it.</summary>
    public static Task WriteAsync(DbConnection connection, DbTransaction transaction, string grant, long now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO revoked_grants (grant_id, revoked_at, expires_at) VALUES (@grant, @now, @until) ON CONFLICT (grant_id) DO NOTHING",
            new { grant, now, until = now + (long)Longest.TotalMilliseconds }, transaction, cancellationToken: cancellationToken));

    /// <summary>From now on on this node, and within moments on the others.</summary>
    public void Revoked(string grant)
    {
        grants.Add(grant, time.GetUtcNow().ToUnixTimeMilliseconds() + (long)Longest.TotalMilliseconds);
        database.Wakes.Publish(Wake, "");
    }

    /// <param name="since">Null: all.</param>
    internal async Task LearnAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(async connection => (await connection.QueryAsync<(string Grant, long ExpiresAt)>(new CommandDefinition(
            "SELECT grant_id, expires_at FROM revoked_grants WHERE revoked_at >= @since",
            new { since = since is { } at ? (at - Margin).ToUnixTimeMilliseconds() : 0 }, cancellationToken: cancellationToken))).AsList(), cancellationToken);
        foreach (var (grant, expiresAt) in rows)
            grants.Add(grant, expiresAt);
    }

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        grants.ForgetBefore(now);
        await database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM revoked_grants WHERE expires_at <= @now", new { now }, transaction, cancellationToken: cancellationToken)), cancellationToken);
    }
}
