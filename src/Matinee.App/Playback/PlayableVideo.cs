using System.Collections.Concurrent;
using Matinee.App.Library;

namespace Matinee.App.Playback;

/// <summary>One look at a video: who may play it, and the plan that plays now. Older plans are looked up when asked for.</summary>
internal sealed class PlayableVideo(VideoId id, bool isPublic, RenderedVideo? current, long seenAt)
{
    public VideoId Id { get; } = id;

    /// <summary>Plays without a token.</summary>
    public bool IsPublic { get; } = isPublic;

    public RenderedVideo? Current { get; } = current;

    public long SeenAt { get; } = seenAt;

    /// <summary>By plan version: viewers who began before a re-encode was finished.</summary>
    public ConcurrentDictionary<int, RenderedVideo> Older { get; } = new();
}
