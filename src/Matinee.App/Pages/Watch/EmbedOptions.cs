namespace Matinee.App.Pages.Watch;

/// <summary>Who may show our player in a frame.</summary>
internal sealed class EmbedOptions
{
    /// <summary>
    /// CSP sources of <c>frame-ancestors</c> on <c>/embed/*</c>, separated by spaces. Any site by default: an embedded player shows
    /// only what its viewer may watch, and a foreign frame carries no session.
    /// </summary>
    public string FrameAncestors { get; set; } = "*";

    public bool IsValid => FrameAncestors.Length > 0 && FrameAncestors.AsSpan().IndexOfAny(";,\r\n") < 0;
}
