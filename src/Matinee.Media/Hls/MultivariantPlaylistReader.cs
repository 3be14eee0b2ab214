using System.Collections.Immutable;

namespace Matinee.Media.Hls;

/// <summary>Gathers the lines of one multivariant playlist.</summary>
internal sealed class MultivariantPlaylistReader : IPlaylistReader
{
    private readonly ImmutableArray<PlaylistRendition>.Builder _renditions = ImmutableArray.CreateBuilder<PlaylistRendition>();
    private readonly ImmutableArray<PlaylistVariant>.Builder _variants = ImmutableArray.CreateBuilder<PlaylistVariant>();
    private readonly ImmutableArray<IFrameVariant>.Builder _iframes = ImmutableArray.CreateBuilder<IFrameVariant>();
    private MultivariantPlaylist _playlist = new() { Version = 1 };
    private PlaylistVariant? _open;

    public void Tag(ReadOnlySpan<char> line)
    {
        switch (PlaylistParser.Split(line, out var value))
        {
            case "#EXT-X-VERSION":
                _playlist = _playlist with { Version = Numbers.SmallInteger(value, "The version") };
                break;
            case "#EXT-X-INDEPENDENT-SEGMENTS":
                _playlist = _playlist with { IndependentSegments = true };
                break;
            case "#EXT-X-START":
                _playlist = _playlist with { Start = PlaylistParser.ParseStart(value) };
                break;
            case "#EXT-X-MEDIA":
                if (ParseRendition(AttributeList.Parse(value)) is { } rendition)
                    _renditions.Add(rendition);
                break;
            case "#EXT-X-STREAM-INF":
                if (_open is not null)
                    throw new PlaylistException("A variant has no URI line.");
                _open = ParseVariant(AttributeList.Parse(value));
                break;
            case "#EXT-X-I-FRAME-STREAM-INF":
                _iframes.Add(ParseIFrameVariant(AttributeList.Parse(value)));
                break;
            case "#EXTINF" or "#EXT-X-TARGETDURATION":
                throw new PlaylistException("This is a media playlist; a multivariant playlist is expected.");
        }
    }

    public void Uri(string uri)
    {
        var variant = _open ?? throw new PlaylistException("A URI line follows no EXT-X-STREAM-INF.");
        _variants.Add(variant with { Uri = uri.Trim() });
        _open = null;
    }

    public MultivariantPlaylist Finish() =>
        _open is not null
            ? throw new PlaylistException("The last variant has no URI line.")
            : _playlist with
            {
                Renditions = _renditions.ToImmutable(),
                Variants = _variants.ToImmutable(),
                IFrameVariants = _iframes.ToImmutable(),
            };

    /// <summary>Null for kinds that Matinee does not know (closed captions are in the video).</summary>
    private static PlaylistRendition? ParseRendition(AttributeList attributes)
    {
        RenditionType? type = attributes.RequirePlain("TYPE") switch
        {
            "AUDIO" => RenditionType.Audio,
            "VIDEO" => RenditionType.Video,
            "SUBTITLES" => RenditionType.Subtitles,
            _ => null,
        };
        return type is not { } known ? null : new PlaylistRendition(known, attributes.RequireQuoted("GROUP-ID"), attributes.RequireQuoted("NAME"))
        {
            Uri = attributes.FindQuoted("URI"),
            Language = attributes.FindQuoted("LANGUAGE"),
            Default = attributes.Flag("DEFAULT"),
            Autoselect = attributes.Flag("AUTOSELECT"),
            Forced = attributes.Flag("FORCED"),
            Channels = attributes.FindQuoted("CHANNELS"),
            Characteristics = attributes.FindQuoted("CHARACTERISTICS"),
        };
    }

    private static PlaylistVariant ParseVariant(AttributeList attributes) => new("", attributes.RequireInteger("BANDWIDTH"))
    {
        AverageBandwidth = attributes.FindInteger("AVERAGE-BANDWIDTH"),
        Codecs = attributes.FindQuoted("CODECS"),
        Resolution = attributes.FindResolution("RESOLUTION"),
        FrameRate = attributes.FindDecimal("FRAME-RATE"),
        AudioGroup = attributes.FindQuoted("AUDIO"),
        SubtitleGroup = attributes.FindQuoted("SUBTITLES"),
    };

    private static IFrameVariant ParseIFrameVariant(AttributeList attributes) =>
        new(attributes.RequireQuoted("URI"), attributes.RequireInteger("BANDWIDTH"))
        {
            AverageBandwidth = attributes.FindInteger("AVERAGE-BANDWIDTH"),
            Codecs = attributes.FindQuoted("CODECS"),
            Resolution = attributes.FindResolution("RESOLUTION"),
        };
}
