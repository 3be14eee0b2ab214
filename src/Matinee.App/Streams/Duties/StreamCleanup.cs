using Matinee.App.Database;
using Matinee.App.Storage;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Leadership;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Duties;

/// <summary>
/// A duty of the leader: what is too old, what belongs to deleted streams, and what belongs to nobody is taken away. What the
/// registry merely does not know is kept: it may be of after the backup that the registry was restored from.
/// </summary>
internal sealed class StreamCleanup(
    CleanupStore rows, StreamWrites writes, StreamTombstones tombstones, StreamOrphans orphans, ObjectEraser eraser, IOptions<StreamOptions> options)
{
    /// <summary>Streams whose objects the store does not let go; then it lets go of none, and the round is over.</summary>
    private const int MostStuck = 20;

    /// <exception cref="NotLeaderException">Another leader has written since; nothing more is.</exception>
    public async Task<CleanupReport> ExecuteOnceAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var gone = new List<StreamId>();
        var strays = new List<StreamId>();
        var trimmed = 0;
        foreach (var kept in await rows.ListStreamsAsync(cancellationToken))
        {
            if (!EntityIds.TryParse<StreamId>(kept.Stream, out var id))
                continue;
            // What the registry itself says: a node that is behind would take a new stream for one that it does not know.
            if (kept.IsGoing)
                gone.Add(id);
            else if (await writes.ReadAsync(id, cancellationToken) is { } stream)
                trimmed += stream.Type == StreamType.Live ? await rows.TrimAsync(stream, options.Value.SegmentRetention, term.Token, cancellationToken) : 0;
            else if (!await tombstones.HasAsync(id, cancellationToken))
                strays.Add(id);
            else
            {
                trimmed += await rows.AbandonAsync(id, term.Token, cancellationToken);
                gone.Add(id);
            }
        }

        var deleted = await DeleteRemovedAsync(term, cancellationToken);
        var forgotten = 0;
        foreach (var id in gone)
            forgotten += await ForgetAsync(id, term, cancellationToken);
        deleted += await orphans.DeleteAsync(term, cancellationToken);
        return new CleanupReport(trimmed, deleted, forgotten, strays.Count, strays.Count > 0 ? strays[0] : null);
    }

    /// <summary>
    /// The object first: a row without one is deleted again, an object without a row only by the last sweep. A stream of which
    /// one object stays is left as it is until the next round, and those behind it have their turn.
    /// </summary>
    private async Task<int> DeleteRemovedAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var (deleted, left) = (0, 0);
        var stuck = new HashSet<string>(StringComparer.Ordinal);
        while (stuck.Count < MostStuck && await rows.ListRemovedAsync(options.Value.CleanupGrace, left, cancellationToken) is { Count: > 0 } removed)
        {
            var gone = new List<RemovedObject>();
            foreach (var row in removed)
            {
                if (stuck.Contains(row.Stream))
                    continue;
                if (row.ObjectKey is { } key && !await eraser.TryDeleteAsync(new ObjectKey(key), cancellationToken))
                    stuck.Add(row.Stream);
                else
                    gone.Add(row);
            }

            deleted += gone.Count(row => row.ObjectKey is not null);
            left += removed.Count - await rows.ForgetAsync(gone, term.Token, cancellationToken);
        }

        return deleted;
    }

    private async Task<int> ForgetAsync(StreamId id, LeaderTerm term, CancellationToken cancellationToken)
    {
        if (await rows.ForgetStreamAsync(id, term.Token, cancellationToken) is not { } inits)
            return 0;
        foreach (var key in inits)
            await eraser.TryDeleteAsync(new ObjectKey(key), cancellationToken); // what stays is an orphan
        return 1;
    }
}

/// <param name="Trimmed">Segments that left the playlists.</param>
/// <param name="Deleted">Objects.</param>
/// <param name="Forgotten">Streams of which nothing is left.</param>
/// <param name="Strays">Streams with segments that the registry knows neither as streams nor as deleted; nothing of them was touched.</param>
/// <param name="Stray">One of them.</param>
internal sealed record CleanupReport(int Trimmed, int Deleted, int Forgotten, int Strays = 0, StreamId? Stray = null);
