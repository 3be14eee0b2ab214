namespace Matinee.App.Library;

/// <summary>The answer to "may I watch this?".</summary>
public abstract record Viewing
{
    private Viewing()
    {
    }

    public sealed record Allowed(Video Video) : Viewing;

    /// <summary>There is such a video, behind a password that the caller has not given yet.</summary>
    public sealed record Locked(VideoId Id) : Viewing;

    /// <summary>There is none, or none that the caller may know of: 404.</summary>
    public sealed record Hidden : Viewing;
}
