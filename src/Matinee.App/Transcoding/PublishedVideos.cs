using System.Collections.Concurrent;
using Matinee.App.Library;

namespace Matinee.App.Transcoding;

/// <summary>
/// What may be played now, from memory. A commit on this node replaces the snapshot at once; one on another node is seen
/// within <see cref="Freshness"/>, by its revision.
/// </summary>
public sealed class PublishedVideos(PublicationStore publications, TimeProvider time)
{
    /// <summary>How old a look at the revision may be.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);

    // A two-hour film with five rungs is about 2 MB of snapshot.
    private const int MostSnapshots = 256;

    private readonly ConcurrentDictionary<(VideoId Video, int? Version), Entry> _entries = new();
    private long _commits;

    /// <param name="planVersion">Null for the one that viewers are given now.</param>
    /// <returns>Null when that version does not exist, or has been retired, or nothing plays yet.</returns>
    public ValueTask<PublishedVideo?> FindAsync(VideoId id, int? planVersion, CancellationToken cancellationToken) =>
        _entries.TryGetValue((id, planVersion), out var entry) && time.GetElapsedTime(entry.SeenAt) < Freshness
            ? ValueTask.FromResult(entry.Snapshot)
            : new(LookAsync(id, planVersion, entry, cancellationToken));

    /// <summary>Something of this video was committed: the next reader looks.</summary>
    internal void Changed(VideoId id, int planVersion)
    {
        Interlocked.Increment(ref _commits);
        _entries.TryRemove((id, planVersion), out _);
        _entries.TryRemove((id, null), out _);
    }

    private async Task<PublishedVideo?> LookAsync(VideoId id, int? planVersion, Entry? entry, CancellationToken cancellationToken)
    {
        var seenAt = time.GetTimestamp();
        var commits = Interlocked.Read(ref _commits);
        var head = await publications.HeadAsync(id, planVersion, cancellationToken);
        var snapshot = head is null ? null
            : entry?.Snapshot is { } known && known.PlanVersion == head.Version && known.Revision == head.Revision ? known
            : await publications.LoadAsync(id, head.Version, cancellationToken);
        // A look that a commit overtook may be old already, and "nothing plays yet" is told to people: neither is kept.
        if (snapshot is null || commits != Interlocked.Read(ref _commits))
            return snapshot;
        if (_entries.Count >= MostSnapshots)
            DropOldest();
        _entries[(id, planVersion)] = new Entry(snapshot, seenAt);
        return snapshot;
    }

    private void DropOldest()
    {
        foreach (var (key, _) in _entries.OrderBy(entry => entry.Value.SeenAt).Take(MostSnapshots / 8))
            _entries.TryRemove(key, out _);
    }

    private sealed record Entry(PublishedVideo? Snapshot, long SeenAt);
}
