using System.Collections.Immutable;
using System.Text.Json;
using Matinee.App.Library;
using Matinee.App.Playback;

namespace Matinee.App.Pages.Watch;

/// <summary>What the watch page says of a video.</summary>
/// <param name="Owner">The name to show; empty when the account is gone.</param>
/// <param name="PageUrl">Absolute, for link previews.</param>
public sealed record WatchView(
    Video Video, string Owner, PlayerSetup Setup, string? Poster, ImmutableArray<NextUp> Next, string PageUrl, string? PosterUrl)
{
    public string SetupJson => JsonSerializer.Serialize(Setup, WatchJson.Default.PlayerSetup);

    public bool Owns => Setup.Mine;

    public ImmutableArray<PlaybackChapter> Chapters => Setup.Chapters;

    /// <summary>Something is still being made, so the page follows the events of the video.</summary>
    public bool IsLive => Video.State is not VideoState.Ready;

    /// <summary>The best rung that is not ready yet; null when nothing is being encoded.</summary>
    public RenditionStatus? Encoding => Video.State is VideoState.Failed
        ? null
        : Video.Renditions.Where(rung => rung.State is "running" or "waiting").MaxBy(rung => rung.Height);

    public bool IsPublic => Video.Visibility == Visibility.Public;

    /// <summary>At most <paramref name="length"/> characters of the description, for link previews.</summary>
    public string Summary(int length = 200)
    {
        var text = string.Join(' ', Video.Description.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= length)
            return text;
        var end = text.LastIndexOf(' ', length - 1);
        return text[..(end > 0 ? end : length - 1)] + "…";
    }
}

/// <param name="Picture">Null while there is none.</param>
public sealed record NextUp(Video Video, string Owner, string? Picture)
{
    public string Url => $"/watch/{Video.Id}";
}
