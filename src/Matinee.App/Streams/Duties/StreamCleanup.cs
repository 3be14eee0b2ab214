using Matinee.App.Database;
using Matinee.App.Storage;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Leadership;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Duties;

/// <summary>A duty of the leader: what is too old, what belongs to deleted streams, and what belongs to nobody is taken away.</summary>
internal sealed class StreamCleanup(
    CleanupStore rows, StreamWrites writes, IObjectStore objects, IOptions<StreamOptions> options, TimeProvider time, ILogger<StreamCleanup> logger)
{
    /// <summary>Longer than any push takes from its object to its row.</summary>
    private static readonly TimeSpan OrphanGrace = TimeSpan.FromHours(1);

    /// <exception cref="NotLeaderException">Another leader has written since; nothing more is.</exception>
    public async Task<CleanupReport> ExecuteOnceAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var gone = new List<StreamId>();
        var trimmed = 0;
        foreach (var text in await rows.ListStreamsAsync(cancellationToken))
        {
            // What the registry itself says: a node that is behind would take a new stream for a deleted one.
            if (!EntityIds.TryParse<StreamId>(text, out var id))
                continue;
            var stream = await writes.ReadAsync(id, cancellationToken);
            if (stream is null)
                gone.Add(id);
            trimmed += stream switch
            {
                null => await rows.AbandonAsync(id, term.Token, cancellationToken),
                { Type: StreamType.Live } => await rows.TrimAsync(stream, options.Value.SegmentRetention, term.Token, cancellationToken),
                _ => 0,
            };
        }

        var deleted = await DeleteRemovedAsync(term, cancellationToken);
        var forgotten = 0;
        foreach (var id in gone)
            forgotten += await ForgetAsync(id, term, cancellationToken);
        deleted += await DeleteOrphansAsync(term, cancellationToken);
        if (trimmed + deleted + forgotten > 0)
            StreamLog.Cleaned(logger, trimmed, deleted, forgotten);
        return new CleanupReport(trimmed, deleted, forgotten);
    }

    /// <summary>The object first: a row without one is deleted again, an object without a row only by the last sweep.</summary>
    private async Task<int> DeleteRemovedAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await rows.ListRemovedAsync(options.Value.CleanupGrace, cancellationToken) is { Count: > 0 } removed)
        {
            foreach (var row in removed.Where(row => row.ObjectKey is not null))
            {
                await objects.DeleteAsync(new ObjectKey(row.ObjectKey!), cancellationToken); // just looked at
                deleted++;
            }

            if (await rows.ForgetAsync(removed, term.Token, cancellationToken) == 0)
                break;
        }

        return deleted;
    }

    private async Task<int> ForgetAsync(StreamId id, LeaderTerm term, CancellationToken cancellationToken)
    {
        if (await rows.ForgetStreamAsync(id, term.Token, cancellationToken) is not { } inits)
            return 0;
        foreach (var key in inits)
            await objects.DeleteAsync(new ObjectKey(key), cancellationToken);
        return 1;
    }

    /// <summary>Objects of pushes that never became rows.</summary>
    private async Task<int> DeleteOrphansAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow() - OrphanGrace;
        var deleted = 0;
        (string Stream, HashSet<string> Keys) known = ("", []);
        await foreach (var stored in objects.ListAsync(StreamObjects.Folder, cancellationToken))
        {
            if (stored.LastModified > limit || StreamObjects.OwnerOf(stored.Key) is not { } owner)
                continue;
            if (term.HasEnded)
                throw new NotLeaderException(null);
            if (known.Stream != owner)
                known = (owner, await rows.ListKeysAsync(owner, cancellationToken));
            if (known.Keys.Contains(stored.Key.Value))
                continue;
            await objects.DeleteAsync(stored.Key, cancellationToken);
            deleted++;
        }

        return deleted;
    }
}

/// <param name="Trimmed">Segments that left the playlists.</param>
/// <param name="Deleted">Objects.</param>
/// <param name="Forgotten">Streams of which nothing is left.</param>
internal sealed record CleanupReport(int Trimmed, int Deleted, int Forgotten);
