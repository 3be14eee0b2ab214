using Matinee.App.Database;
using Matinee.App.Storage;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Leadership;

namespace Matinee.App.Streams.Duties;

/// <summary>
/// Objects of pushes that never became rows. Only those of streams that this installation knows, or knows to be deleted: in a
/// store beside another catalogue, or an older one, what nobody knows of is somebody's.
/// </summary>
internal sealed class StreamOrphans(CleanupStore rows, StreamWrites writes, StreamTombstones tombstones, IObjectStore objects, ObjectEraser eraser, TimeProvider time)
{
    /// <summary>Longer than any push takes from its object to its row.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        var limit = time.GetUtcNow() - Grace;
        var deleted = 0;
        var stuck = new HashSet<string>(StringComparer.Ordinal);
        (string Stream, HashSet<string>? Keys) known = ("", null);
        await foreach (var stored in objects.ListAsync(StreamObjects.Folder, cancellationToken))
        {
            if (stored.LastModified > limit || StreamObjects.OwnerOf(stored.Key) is not { } owner)
                continue;
            if (term.HasEnded)
                throw new NotLeaderException(null);
            if (known.Stream != owner)
                known = (owner, await FindKeysAsync(owner, cancellationToken));
            if (known.Keys is null || known.Keys.Contains(stored.Key.Value))
                continue;
            if (await eraser.TryDeleteAsync(stored.Key, cancellationToken))
                deleted++;
            else
                stuck.Add(owner);
        }

        // A push that was under way when its stream was deleted has ended a grace later, and what it left is old a grace after that.
        var left = (await rows.ListStreamsAsync(cancellationToken)).Select(kept => kept.Stream).Concat(stuck).ToHashSet(StringComparer.Ordinal);
        await tombstones.ExpireAsync(term, limit - Grace, left, cancellationToken);
        return deleted;
    }

    /// <returns>Those that rows refer to; null when nothing is known of such a stream.</returns>
    private async Task<HashSet<string>?> FindKeysAsync(string owner, CancellationToken cancellationToken)
    {
        var keys = await rows.ListKeysAsync(owner, cancellationToken);
        if (keys.Count > 0)
            return keys;
        if (!EntityIds.TryParse<StreamId>(owner, out var id))
            return null;
        return await writes.ReadAsync(id, cancellationToken) is not null || await tombstones.HasAsync(id, cancellationToken) ? keys : null;
    }
}
