using Dapper;
using Matinee.App.Database;
using Matinee.App.Nodes;

namespace Matinee.App.Streams.Audience;

/// <summary>The rows of <c>stream_audience</c>: each node writes its own.</summary>
internal sealed class AudienceStore(ICatalogueDatabase database, NodeIdentity node)
{
    /// <summary>Two writes may be missed.</summary>
    private const long SilentIsGoneMs = 20_000;

    private readonly string _now = database.Dialect.Now;

    /// <summary>Adds what this node has served, and learns how many watch through the others.</summary>
    public Task<IReadOnlyDictionary<StreamId, int>> WriteAsync(IReadOnlyList<AudienceShare> shares, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync<IReadOnlyDictionary<StreamId, int>>(async (connection, transaction) =>
        {
            var elsewhere = new Dictionary<StreamId, int>();
            // In one order on all nodes, so that they never wait for each other crosswise.
            foreach (var share in shares.OrderBy(share => share.Stream.Value, StringComparer.Ordinal))
            {
                var values = new { stream = share.Stream.Value, node = node.Id, viewers = share.Viewers, segments = share.Segments, bytes = share.Bytes, gone = SilentIsGoneMs };
                await connection.ExecuteAsync(new CommandDefinition($"""
                    INSERT INTO stream_audience (stream_id, node, viewers, segments, bytes, at) VALUES (@stream, @node, @viewers, @segments, @bytes, {_now})
                    ON CONFLICT (stream_id, node) DO UPDATE SET viewers = excluded.viewers, at = excluded.at,
                      segments = stream_audience.segments + excluded.segments, bytes = stream_audience.bytes + excluded.bytes
                    """, values, transaction, cancellationToken: cancellationToken));
                elsewhere[share.Stream] = await connection.QuerySingleAsync<int>(new CommandDefinition(
                    $"SELECT COALESCE(SUM(viewers), 0) FROM stream_audience WHERE stream_id = @stream AND node <> @node AND at > {_now} - @gone",
                    values, transaction, cancellationToken: cancellationToken));
            }

            return elsewhere;
        }, cancellationToken);

    /// <summary>By node; those that are silent have no viewers.</summary>
    public Task<IReadOnlyList<AudienceRow>> ListAsync(StreamId stream, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AudienceRow>>(async connection => (await connection.QueryAsync<AudienceRow>(new CommandDefinition($"""
            SELECT node AS Node, CASE WHEN at > {_now} - @gone THEN viewers ELSE 0 END AS Viewers, segments AS Segments, bytes AS Bytes, at AS At
            FROM stream_audience WHERE stream_id = @stream ORDER BY node
            """, new { stream = stream.Value, gone = SilentIsGoneMs }, cancellationToken: cancellationToken))).AsList(), cancellationToken);
}

/// <summary>What one node adds.</summary>
internal sealed record AudienceShare(StreamId Stream, int Viewers, long Segments, long Bytes);

/// <summary>A row of <c>stream_audience</c>.</summary>
internal sealed class AudienceRow
{
    public string Node { get; set; } = "";

    public int Viewers { get; set; }

    public long Segments { get; set; }

    public long Bytes { get; set; }

    public long At { get; set; }
}
