namespace Matinee.App.Library;

/// <summary>Something happened to a video. Each event carries the whole video, so a missed one costs nothing.</summary>
/// <param name="Sequence">Grows by one with each event of this process.</param>
public sealed record VideoEvent(VideoEventKind Kind, Video Video, long Sequence);

public enum VideoEventKind
{
    /// <summary>Numbers moved.</summary>
    Progress,

    /// <summary>The state, a rendition's state, or what the owner wrote changed; also the first event of a watch.</summary>
    State,

    Deleted,
}
