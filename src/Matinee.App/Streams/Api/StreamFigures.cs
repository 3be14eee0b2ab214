using Matinee.App.Nodes;
using Matinee.App.Streams.Audience;
using Matinee.App.Streams.Playlists;

namespace Matinee.App.Streams.Api;

/// <summary>What is counted of one stream, over all nodes; this node's own viewers are those of this moment.</summary>
internal sealed class StreamFigures(StreamShelf shelf, AudienceStore rows, StreamAudience audience, NodeIdentity node)
{
    public async Task<StreamStatsDocument> ReadAsync(StreamRecord stream, CancellationToken cancellationToken)
    {
        var snapshot = await shelf.GetAsync(stream, cancellationToken);
        var nodes = (await rows.ListAsync(stream.Id, cancellationToken))
            .Select(row => new NodeAudience(
                row.Node, row.Node == node.Id ? audience.ViewersOf(stream.Id) : row.Viewers, row.Segments, row.Bytes, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))
            .ToList();
        var here = nodes.Exists(share => share.Node == node.Id) ? 0 : audience.ViewersOf(stream.Id);
        return new StreamStatsDocument(
            stream.Id, stream.Status, nodes.Sum(share => share.Viewers) + here, nodes.Sum(share => share.Segments), nodes.Sum(share => share.Bytes),
            snapshot.Tracks.Sum(track => track.Row.Bytes), [.. snapshot.Tracks.Select(Show)], nodes);
    }

    private static VariantStats Show(ShelfTrack track)
    {
        var row = track.Row;
        return new VariantStats(
            row.Variant, row.Format, row.Codecs.Length > 0 ? row.Codecs : null, row.Width, row.Height, row.Segments, row.Gaps, row.Bytes, row.DurationUs / 1_000_000.0,
            row.Bytes * 8_000_000 / Math.Max(1, row.DurationUs), row.NextMsn - 1, DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt), row.DelayMs);
    }
}
