using System.Text.Json.Serialization;

namespace Matinee.App.Pages.Watch;

/// <summary>A rich link, oEmbed 1.0 section 2.3.4.2.</summary>
internal sealed record OEmbed(
    string Title,
    [property: JsonPropertyName("author_name")] string AuthorName,
    string Html,
    int Width,
    int Height,
    [property: JsonPropertyName("thumbnail_url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ThumbnailUrl,
    [property: JsonPropertyName("provider_url")] string ProviderUrl)
{
    private const int DefaultWidth = 640;

    public string Type { get; } = "video";

    public string Version { get; } = "1.0";

    [JsonPropertyName("provider_name")]
    public string ProviderName { get; } = "Matinee";

    /// <param name="maxWidth">Pixels the asking site has; the frame keeps the picture's own shape.</param>
    public static OEmbed Of(WatchView view, string providerUrl, string embedUrl, int? maxWidth, int? maxHeight)
    {
        var shape = view.Video is { Width: > 0, Height: > 0 } video ? (double)video.Width.Value / video.Height.Value : 16.0 / 9;
        var width = Math.Clamp(maxWidth ?? DefaultWidth, 160, 3840);
        var height = (int)Math.Round(width / shape);
        if (maxHeight is > 0 and var most && height > most)
            (width, height) = ((int)Math.Round(most * shape), most);
        var title = System.Net.WebUtility.HtmlEncode(view.Video.Title);
        var html = $"<iframe src=\"{System.Net.WebUtility.HtmlEncode(embedUrl)}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" " +
            "allow=\"autoplay; fullscreen; picture-in-picture\" allowfullscreen></iframe>";
        return new OEmbed(view.Video.Title, view.Owner, html, width, height, view.PosterUrl, providerUrl);
    }
}
