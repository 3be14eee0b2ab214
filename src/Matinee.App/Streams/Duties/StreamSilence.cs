using Matinee.App.Database;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Leadership;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Duties;

/// <summary>A duty of the leader: a stream whose publisher has left without a word ends.</summary>
internal sealed class StreamSilence(CleanupStore rows, StreamDirectory directory, StreamTurns turns, IOptions<StreamOptions> options)
{
    /// <returns>Streams that were ended.</returns>
    public async Task<int> ExecuteOnceAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        if (options.Value.EndAfterSilence is var silence && silence == TimeSpan.Zero)
            return 0;
        var ended = 0;
        foreach (var text in await rows.ListSilentAsync(silence, cancellationToken))
        {
            if (term.HasEnded)
                throw new NotLeaderException(null);
            // A stream that was started again and has no segment yet is active, and its head is still the old one's: it waits.
            if (EntityIds.TryParse<StreamId>(text, out var id) && directory.Find(id) is { IsOver: false } && await turns.EndAsync(id, StreamStatus.Ended, cancellationToken) is not null)
                ended++;
        }

        return ended;
    }
}
