using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Matinee.App.Library;

/// <summary>One listener: the newest unread event of each video, in the order in which the videos first changed.</summary>
internal sealed class VideoWatch(Func<Video, bool> wanted, Action<VideoWatch> closed) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<VideoId, VideoEvent> _waiting = [];
    // A token says "look"; the events themselves wait in the dictionary, which the number of videos bounds.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Offer(VideoEvent happened)
    {
        if (!wanted(happened.Video))
            return;
        lock (_lock)
        {
            var earlier = _waiting.GetValueOrDefault(happened.Video.Id);
            if (earlier is not null && happened.Kind != VideoEventKind.Deleted && (earlier.Kind == VideoEventKind.Deleted || earlier.Video.UpdatedAt > happened.Video.UpdatedAt))
                return;
            // A change of state that was not read yet must not be hidden by a mere progress after it.
            var kind = happened.Kind == VideoEventKind.Progress && earlier is not null ? earlier.Kind : happened.Kind;
            _waiting[happened.Video.Id] = happened with { Kind = kind };
        }

        _wakes.Writer.TryWrite(true);
    }

    public async IAsyncEnumerable<VideoEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _wakes.Reader.ReadAsync(cancellationToken))
        {
            foreach (var happened in Take())
                yield return happened;
        }
    }

    /// <summary>All that waits, or nothing after <paramref name="patience"/>.</summary>
    public async Task<IReadOnlyList<VideoEvent>> TakeAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _wakes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }

        return Take();
    }

    public void Dispose() => closed(this);

    private VideoEvent[] Take()
    {
        lock (_lock)
        {
            VideoEvent[] events = [.. _waiting.Values];
            _waiting.Clear();
            return events;
        }
    }
}
