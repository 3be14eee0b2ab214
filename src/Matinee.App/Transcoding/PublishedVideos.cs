using System.Collections.Concurrent;
using System.Globalization;
using Matinee.App.Database;
using Matinee.App.Library;

namespace Matinee.App.Transcoding;

/// <summary>
/// What may be played now, from memory. A commit on this node replaces the snapshot at once, one on another node when its
/// wake is heard, and within <see cref="Freshness"/> in any case, by its revision.
/// </summary>
public sealed class PublishedVideos
{
    private const string Topic = "published";

    /// <summary>How old a look at the revision may be.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMilliseconds(500);

    // A two-hour film with five rungs is about 2 MB of snapshot.
    private const int MostSnapshots = 256;

    private readonly ConcurrentDictionary<(VideoId Video, int? Version), Entry> _entries = new();
    private readonly PublicationStore _publications;
    private readonly ICatalogueWakes _wakes;
    private readonly TimeProvider _time;
    private long _commits;

    public PublishedVideos(PublicationStore publications, ICatalogueDatabase database, TimeProvider time)
    {
        (_publications, _wakes, _time) = (publications, database.Wakes, time);
        _wakes.Subscribe(Topic, Heard);
    }

    /// <param name="planVersion">Null for the one that viewers are given now.</param>
    /// <returns>Null when that version does not exist, or has been retired, or nothing plays yet.</returns>
    public ValueTask<PublishedVideo?> FindAsync(VideoId id, int? planVersion, CancellationToken cancellationToken) =>
        _entries.TryGetValue((id, planVersion), out var entry) && _time.GetElapsedTime(entry.SeenAt) < Freshness
            ? ValueTask.FromResult(entry.Snapshot)
            : new(LookAsync(id, planVersion, entry, cancellationToken));

    /// <summary>Something of this video was committed: the next reader looks.</summary>
    internal void Changed(VideoId id, int planVersion)
    {
        Forget(id, planVersion);
        _wakes.Publish(Topic, string.Create(CultureInfo.InvariantCulture, $"{id.Value}:{planVersion}"));
    }

    // Without a key the look at the revision does.
    private void Heard(string? key)
    {
        if (key?.Split(':') is [var video, var version] && EntityIds.TryParse<VideoId>(video, out var id) && int.TryParse(version, CultureInfo.InvariantCulture, out var number))
            Forget(id, number);
    }

    private void Forget(VideoId id, int planVersion)
    {
        Interlocked.Increment(ref _commits);
        _entries.TryRemove((id, planVersion), out _);
        _entries.TryRemove((id, null), out _);
    }

    private async Task<PublishedVideo?> LookAsync(VideoId id, int? planVersion, Entry? entry, CancellationToken cancellationToken)
    {
        var seenAt = _time.GetTimestamp();
        var commits = Interlocked.Read(ref _commits);
        var head = await _publications.HeadAsync(id, planVersion, cancellationToken);
        var snapshot = head is null ? null
            : entry?.Snapshot is { } known && known.PlanVersion == head.Version && known.Revision == head.Revision ? known
            : await _publications.LoadAsync(id, head.Version, cancellationToken);
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
