using System.Globalization;
using System.Text;
using Matinee.Media.Cmaf;

namespace Matinee.Media.Hls;

/// <summary>Writes playlists; <see cref="PlaylistParser"/> reads back an equal model.</summary>
public static class PlaylistWriter
{
    /// <exception cref="PlaylistException">A text holds what a playlist cannot carry, or a map ends without another.</exception>
    public static string Write(MediaPlaylist playlist)
    {
        var text = new StringBuilder(256 + playlist.Segments.Length * 48);
        text.Append("#EXTM3U\n");
        Line(text, $"#EXT-X-VERSION:{playlist.Version}");
        Line(text, $"#EXT-X-TARGETDURATION:{playlist.TargetDuration}");
        Line(text, $"#EXT-X-MEDIA-SEQUENCE:{playlist.MediaSequence}");
        if (playlist.DiscontinuitySequence > 0)
            Line(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{playlist.DiscontinuitySequence}");
        if (playlist.Type != PlaylistType.None)
            Line(text, $"#EXT-X-PLAYLIST-TYPE:{(playlist.Type == PlaylistType.Vod ? "VOD" : "EVENT")}");
        if (playlist.IndependentSegments)
            text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        if (playlist.IFramesOnly)
            text.Append("#EXT-X-I-FRAMES-ONLY\n");
        WriteStart(text, playlist.Start);
        PlaylistMap? map = null;
        foreach (var segment in playlist.Segments)
        {
            WriteSegment(text, segment, map);
            map = segment.Map;
        }

        if (playlist.EndList)
            text.Append("#EXT-X-ENDLIST\n");
        return text.ToString();
    }

    /// <exception cref="PlaylistException">A text holds what a playlist cannot carry.</exception>
    public static string Write(MultivariantPlaylist playlist)
    {
        var text = new StringBuilder(1024);
        text.Append("#EXTM3U\n");
        Line(text, $"#EXT-X-VERSION:{playlist.Version}");
        if (playlist.IndependentSegments)
            text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        WriteStart(text, playlist.Start);
        foreach (var rendition in playlist.Renditions)
            WriteRendition(text, rendition);
        foreach (var variant in playlist.Variants)
            WriteVariant(text, variant);
        foreach (var variant in playlist.IFrameVariants)
            WriteIFrameVariant(text, variant);
        return text.ToString();
    }

    private static void WriteStart(StringBuilder text, PlaylistStart? start)
    {
        if (start is not null)
            Line(text, $"#EXT-X-START:TIME-OFFSET={Number(start.TimeOffset)}{(start.Precise ? ",PRECISE=YES" : "")}");
    }

    private static void WriteSegment(StringBuilder text, PlaylistSegment segment, PlaylistMap? previous)
    {
        if (segment.Discontinuity)
            text.Append("#EXT-X-DISCONTINUITY\n");
        if (segment.Map != previous)
        {
            var map = segment.Map ?? throw new PlaylistException("A segment without an init segment cannot follow one that has it.");
            new AttributeListWriter(text, "#EXT-X-MAP:").Quoted("URI", map.Uri).Quoted("BYTERANGE", map.Range is { } r ? Range(r) : null).End();
        }

        if (segment.ProgramDateTime is { } time)
            Line(text, $"#EXT-X-PROGRAM-DATE-TIME:{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}");
        if (segment.Gap)
            text.Append("#EXT-X-GAP\n");
        Line(text, $"#EXTINF:{Number(segment.Duration)},{PlaylistText.RequireLine(segment.Title ?? "")}");
        if (segment.Range is { } range)
            Line(text, $"#EXT-X-BYTERANGE:{Range(range)}");
        text.Append(PlaylistText.RequireUri(segment.Uri)).Append('\n');
    }

    private static void WriteRendition(StringBuilder text, PlaylistRendition rendition) =>
        new AttributeListWriter(text, "#EXT-X-MEDIA:")
            .Plain("TYPE", rendition.Type switch { RenditionType.Audio => "AUDIO", RenditionType.Video => "VIDEO", _ => "SUBTITLES" })
            .Quoted("GROUP-ID", rendition.GroupId)
            .Quoted("NAME", rendition.Name)
            .Quoted("LANGUAGE", rendition.Language)
            .Flag("DEFAULT", rendition.Default)
            .Flag("AUTOSELECT", rendition.Autoselect)
            .Flag("FORCED", rendition.Forced)
            .Quoted("CHANNELS", rendition.Channels)
            .Quoted("CHARACTERISTICS", rendition.Characteristics)
            .Quoted("URI", rendition.Uri)
            .End();

    private static void WriteVariant(StringBuilder text, PlaylistVariant variant)
    {
        new AttributeListWriter(text, "#EXT-X-STREAM-INF:")
            .Plain("BANDWIDTH", variant.Bandwidth.ToString(CultureInfo.InvariantCulture))
            .Plain("AVERAGE-BANDWIDTH", variant.AverageBandwidth?.ToString(CultureInfo.InvariantCulture))
            .Quoted("CODECS", variant.Codecs)
            .Plain("RESOLUTION", Size(variant.Resolution))
            .Plain("FRAME-RATE", variant.FrameRate?.ToString("0.000", CultureInfo.InvariantCulture))
            .Quoted("AUDIO", variant.AudioGroup)
            .Quoted("SUBTITLES", variant.SubtitleGroup)
            .End();
        text.Append(PlaylistText.RequireUri(variant.Uri)).Append('\n');
    }

    private static void WriteIFrameVariant(StringBuilder text, IFrameVariant variant) =>
        new AttributeListWriter(text, "#EXT-X-I-FRAME-STREAM-INF:")
            .Plain("BANDWIDTH", variant.Bandwidth.ToString(CultureInfo.InvariantCulture))
            .Plain("AVERAGE-BANDWIDTH", variant.AverageBandwidth?.ToString(CultureInfo.InvariantCulture))
            .Quoted("CODECS", variant.Codecs)
            .Plain("RESOLUTION", Size(variant.Resolution))
            .Quoted("URI", variant.Uri)
            .End();

    private static string? Size(Resolution? resolution) =>
        resolution is { } r ? string.Create(CultureInfo.InvariantCulture, $"{r.Width}x{r.Height}") : null;

    private static string Range(ByteRange range) => string.Create(CultureInfo.InvariantCulture, $"{range.Length}@{range.Offset}");

    // Never scientific, never a trailing zero: 4.004, 4, 0.233333.
    private static string Number(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
