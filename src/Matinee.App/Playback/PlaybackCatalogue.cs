using System.Collections.Concurrent;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Transcoding;

namespace Matinee.App.Playback;

/// <summary>
/// Rendered videos by id, no older than <see cref="PlaybackOptions.Freshness"/>. Asked for with the span of a path: a request
/// that finds a fresh entry allocates nothing here.
/// </summary>
internal sealed class PlaybackCatalogue
{
    // Some 2 MB for a long film with its playlists; unknown ids are never kept.
    private const int MostVideos = 512;

    private readonly ConcurrentDictionary<string, PlayableVideo> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PlayableVideo>.AlternateLookup<ReadOnlySpan<char>> _byPath;
    private readonly IPlayables _playables;
    private readonly PlaybackOptions _options;
    private readonly TimeProvider _time;

    public PlaybackCatalogue(IPlayables playables, PlaybackOptions options, TimeProvider time)
    {
        (_playables, _options, _time) = (playables, options, time);
        _byPath = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>"Nothing plays yet" is never fresh: whoever was just told that it does must find it.</summary>
    public PlayableVideo? FindFresh(ReadOnlySpan<char> id) =>
        _byPath.TryGetValue(id, out var entry) && entry.Current is not null && _time.GetElapsedTime(entry.SeenAt) < _options.Freshness ? entry : null;

    /// <summary>Null for an id that is malformed, unknown or deleted.</summary>
    public async ValueTask<PlayableVideo?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (FindFresh(id) is { } fresh)
            return fresh;
        if (!EntityIds.TryParse<VideoId>(id, out var videoId))
            return null;
        var seenAt = _time.GetTimestamp();
        if (await _playables.FindVideoAsync(videoId, cancellationToken) is not { } video)
        {
            _entries.TryRemove(id, out _);
            return null;
        }

        var published = await _playables.FindPublishedAsync(videoId, planVersion: null, cancellationToken);
        var known = _entries.GetValueOrDefault(id)?.Current;
        if (_entries.Count >= MostVideos)
            DropOldest();
        return _entries[id] = new PlayableVideo(videoId, video.Visibility == Visibility.Public, Reuse(known, published), seenAt);
    }

    /// <param name="version">0 for the current plan.</param>
    public ValueTask<RenderedVideo?> FindVersionAsync(PlayableVideo playable, int version, CancellationToken cancellationToken)
    {
        if (version == 0 || playable.Current?.Published.PlanVersion == version)
            return ValueTask.FromResult(playable.Current);
        return playable.Older.TryGetValue(version, out var older)
            ? ValueTask.FromResult<RenderedVideo?>(older)
            : new(FindOlderAsync(playable, version, cancellationToken));
    }

    private async Task<RenderedVideo?> FindOlderAsync(PlayableVideo playable, int version, CancellationToken cancellationToken)
    {
        if (await _playables.FindPublishedAsync(playable.Id, version, cancellationToken) is not { } published)
            return null;
        return playable.Older.GetOrAdd(version, static (_, found) => new RenderedVideo(found), published);
    }

    private static RenderedVideo? Reuse(RenderedVideo? known, PublishedVideo? published) =>
        published is null ? null
        : known?.Published is { } old && old.PlanVersion == published.PlanVersion && old.Revision == published.Revision && old.Complete == published.Complete ? known
        : new RenderedVideo(published);

    private void DropOldest()
    {
        foreach (var (id, _) in _entries.OrderBy(entry => entry.Value.SeenAt).Take(MostVideos / 8))
            _entries.TryRemove(id, out _);
    }
}
