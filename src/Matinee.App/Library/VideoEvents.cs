using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Matinee.App.Library;

/// <summary>
/// The hub of this process. A slow watcher never holds up a publisher: of each video only the newest event waits for it.
/// </summary>
public sealed class VideoEvents
{
    private readonly ConcurrentDictionary<VideoWatch, byte> _watches = new();
    private long _sequence;

    internal bool HasListeners => !_watches.IsEmpty;

    /// <summary>Events of one video from now on. Ends after <see cref="VideoEventKind.Deleted"/>.</summary>
    public async IAsyncEnumerable<VideoEvent> WatchAsync(VideoId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = Open(video => video.Id == id);
        await foreach (var happened in watch.ReadAsync(cancellationToken))
        {
            yield return happened;
            if (happened.Kind == VideoEventKind.Deleted)
                yield break;
        }
    }

    /// <summary>Listens from this moment, so that a snapshot read afterwards leaves no gap.</summary>
    internal VideoWatch Open(Func<Video, bool> wanted)
    {
        var watch = new VideoWatch(wanted, w => _watches.TryRemove(w, out _));
        _watches[watch] = 0;
        return watch;
    }

    internal void Publish(VideoEventKind kind, Video video)
    {
        var happened = new VideoEvent(kind, video, Interlocked.Increment(ref _sequence));
        foreach (var (watch, _) in _watches)
            watch.Offer(happened);
    }
}
