using System.Globalization;
using Matinee.App.Library;

namespace Matinee.App.Pages;

/// <summary>What a card or a row shows of a video.</summary>
/// <param name="Owner">Name; null where it says nothing (one's own studio).</param>
/// <param name="Storyboard">Address of the WebVTT of thumbnails, for the hover preview; null until there is one.</param>
/// <param name="Position">Seconds that its viewer has seen; null for a card that does not say.</param>
public sealed record VideoFace(Video Video, string? Owner = null, string? Poster = null, string? Storyboard = null, double? Position = null)
{
    public string Address => $"/watch/{Video.Id}";

    /// <summary>The owner's own picture, whose address changes with it, or the film's.</summary>
    public string? Picture => Video.Thumbnail is not null ? $"/api/videos/{Video.Id}/thumbnail?{Video.UpdatedAt.ToUnixTimeSeconds()}" : Poster;

    public string? Length => Video.DurationSeconds is > 0 and var seconds ? Timecode.Clock(seconds) : null;

    /// <summary>Something is being made of it now.</summary>
    public bool IsMaking => Video.State is VideoState.Uploaded or VideoState.Processing or VideoState.Playable;

    public double Watched => Position is { } at && Video.DurationSeconds is > 0 and var length ? Math.Clamp(at / length, 0, 1) : 0;

    /// <summary>0 when it is not known.</summary>
    public double FramesPerSecond => Video.Fps?.Split('/') is [var above, var below]
        && double.TryParse(above, CultureInfo.InvariantCulture, out var frames) && double.TryParse(below, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? frames / seconds
            : 0;

    /// <summary>The tallest rendition of the plan, ready or not.</summary>
    public string? Best => Video.Renditions.IsDefaultOrEmpty ? null : Video.Renditions.MaxBy(rendition => rendition.Height)?.Name;
}
