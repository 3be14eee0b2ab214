using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Streams.Rows;
using Matinee.Cluster.Leadership;

namespace Matinee.App.Streams.Duties;

/// <summary>
/// Rows on their way out. Every write carries the leader's token; an object is deleted only after a row says that nothing
/// refers to it any more, and such a row never comes back.
/// </summary>
internal sealed class CleanupStore(ICatalogueDatabase database)
{
    /// <summary>A transaction stays short, and a page of keys small.</summary>
    private const int Batch = 500;

    private static readonly string[] Tables = ["stream_inits", "stream_tracks", "stream_audience", "stream_heads"];

    private readonly string _now = database.Dialect.Now;

    /// <summary>Whose rows there are, and whether they are on their way out.</summary>
    public Task<IReadOnlyList<KeptStream>> ListStreamsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<KeptStream>>(async connection => (await connection.QueryAsync<KeptStream>(new CommandDefinition(
            "SELECT stream_id AS Stream, ended_epoch AS EndedEpoch FROM stream_heads ORDER BY stream_id", cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>Whether there are rows of it that are not on their way out.</summary>
    public Task<bool> HasStreamAsync(StreamId stream, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM stream_heads WHERE stream_id = @stream AND ended_epoch < @over", new { stream = stream.Value, over = KeptStream.Over }, cancellationToken: cancellationToken)) > 0, cancellationToken);

    /// <summary>Streams whose last segment came before the silence began.</summary>
    public Task<IReadOnlyList<string>> ListSilentAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(async connection => (await connection.QueryAsync<string>(new CommandDefinition(
            $"SELECT stream_id FROM stream_heads WHERE ended_epoch < epoch AND last_at < {_now} - @silence", new { silence = (long)silence.TotalMilliseconds }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>Takes a live stream's old segments out of reach: older than the retention, and further back than its window.</summary>
    /// <returns>How many.</returns>
    public Task<int> TrimAsync(StreamRecord stream, TimeSpan retention, long token, CancellationToken cancellationToken) =>
        FencedAsync(token, async (connection, transaction) =>
        {
            var at = new RowScope(connection, transaction, stream.Id, _now, cancellationToken);
            // The head's row first, as everybody takes them: a segment that comes now waits.
            await at.ExecuteAsync("UPDATE stream_heads SET epoch = epoch WHERE stream_id = @stream", new { stream = at.Stream });
            await at.ExecuteAsync($"""
                UPDATE stream_tracks SET first_msn = COALESCE((
                  SELECT MIN(s.msn) FROM stream_segments s
                  WHERE s.stream_id = stream_tracks.stream_id AND s.variant = stream_tracks.variant AND s.removed_at IS NULL AND s.msn >= stream_tracks.first_msn
                    AND (s.arrived_at >= {_now} - @retention OR s.msn >= stream_tracks.next_msn - @window)), first_msn)
                WHERE stream_id = @stream
                """, new { stream = at.Stream, retention = (long)retention.TotalMilliseconds, window = stream.Window });
            return await at.ExecuteAsync($"""
                UPDATE stream_segments SET removed_at = {_now}
                WHERE stream_id = @stream AND removed_at IS NULL
                  AND msn < (SELECT t.first_msn FROM stream_tracks t WHERE t.stream_id = stream_segments.stream_id AND t.variant = stream_segments.variant)
                """, new { stream = at.Stream });
        }, cancellationToken);

    /// <summary>A stream that was deleted: all its segments, and nothing is shown of it.</summary>
    public Task<int> AbandonAsync(StreamId stream, long token, CancellationToken cancellationToken) =>
        FencedAsync(token, async (connection, transaction) =>
        {
            var at = new RowScope(connection, transaction, stream, _now, cancellationToken);
            await at.ExecuteAsync("UPDATE stream_heads SET ended_epoch = @over WHERE stream_id = @stream", new { stream = at.Stream, over = KeptStream.Over });
            return await at.ExecuteAsync($"UPDATE stream_segments SET removed_at = {_now} WHERE stream_id = @stream AND removed_at IS NULL", new { stream = at.Stream });
        }, cancellationToken);

    /// <summary>Objects whose time is over, a page of them.</summary>
    /// <param name="after">How many are passed over: those that were listed before and stay.</param>
    public Task<IReadOnlyList<RemovedObject>> ListRemovedAsync(TimeSpan grace, int after, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RemovedObject>>(async connection => (await connection.QueryAsync<RemovedObject>(new CommandDefinition($"""
            SELECT stream_id AS Stream, variant AS Variant, msn AS Msn, object_key AS ObjectKey FROM stream_segments
            WHERE removed_at IS NOT NULL AND removed_at <= {_now} - @grace ORDER BY removed_at, stream_id, variant, msn LIMIT {Batch} OFFSET @after
            """, new { grace = (long)grace.TotalMilliseconds, after }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>After their objects are deleted.</summary>
    public Task<int> ForgetAsync(IReadOnlyList<RemovedObject> removed, long token, CancellationToken cancellationToken) =>
        FencedAsync(token, async (connection, transaction) =>
        {
            var count = 0;
            foreach (var row in removed)
            {
                count += await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM stream_segments WHERE stream_id = @Stream AND variant = @Variant AND msn = @Msn AND removed_at IS NOT NULL",
                    row, transaction, cancellationToken: cancellationToken));
            }

            return count;
        }, cancellationToken);

    /// <summary>The rest of a stream of which no segment is left.</summary>
    /// <returns>Keys of its init segments; null when segments are left.</returns>
    public Task<IReadOnlyList<string>?> ForgetStreamAsync(StreamId stream, long token, CancellationToken cancellationToken) =>
        FencedAsync<IReadOnlyList<string>?>(token, async (connection, transaction) =>
        {
            var at = new RowScope(connection, transaction, stream, _now, cancellationToken);
            var values = new { stream = at.Stream };
            if (await at.QuerySingleAsync<long>("SELECT COUNT(*) FROM stream_segments WHERE stream_id = @stream", values) > 0)
                return null;
            var inits = await at.ListAsync<string>("SELECT object_key FROM stream_inits WHERE stream_id = @stream", values);
            foreach (var table in Tables)
                await at.ExecuteAsync($"DELETE FROM {table} WHERE stream_id = @stream", values);
            return inits;
        }, cancellationToken);

    /// <summary>Those of a stream's objects that rows refer to.</summary>
    public Task<HashSet<string>> ListKeysAsync(string stream, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<string>(new CommandDefinition("""
            SELECT object_key FROM stream_segments WHERE stream_id = @stream AND object_key IS NOT NULL
            UNION ALL SELECT object_key FROM stream_inits WHERE stream_id = @stream
            """, new { stream }, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal), cancellationToken);

    /// <summary>From here on no leader before this one writes.</summary>
    public Task RaiseFenceAsync(long token, CancellationToken cancellationToken) => FencedAsync(token, (_, _) => Task.FromResult(true), cancellationToken);

    private Task<T> FencedAsync<T>(long token, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
            await StreamFence.PassAsync(connection, transaction, token, cancellationToken) ? await work(connection, transaction) : throw new NotLeaderException(null), cancellationToken);
}

/// <summary>A stream of which there are rows.</summary>
internal sealed class KeptStream
{
    /// <summary>No start comes after this one: the stream was deleted.</summary>
    public const int Over = int.MaxValue;

    public string Stream { get; set; } = "";

    public int EndedEpoch { get; set; }

    public bool IsGoing => EndedEpoch == Over;
}

/// <summary>A segment that no playlist shows.</summary>
internal sealed class RemovedObject
{
    public string Stream { get; set; } = "";

    public string Variant { get; set; } = "";

    public long Msn { get; set; }

    /// <summary>Null: a gap.</summary>
    public string? ObjectKey { get; set; }
}
