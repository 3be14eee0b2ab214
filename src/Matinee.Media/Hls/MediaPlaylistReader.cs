using System.Collections.Immutable;
using Matinee.Media.Cmaf;

namespace Matinee.Media.Hls;

/// <summary>Gathers the lines of one media playlist.</summary>
internal sealed class MediaPlaylistReader : IPlaylistReader
{
    private readonly ImmutableArray<PlaylistSegment>.Builder _segments = ImmutableArray.CreateBuilder<PlaylistSegment>();
    private MediaPlaylist _playlist = new() { Version = 1, TargetDuration = -1 };
    private PlaylistMap? _map;
    private decimal? _duration;
    private string? _title;
    private string? _range;
    private bool _discontinuity;
    private bool _gap;
    private DateTimeOffset? _time;

    public void Tag(ReadOnlySpan<char> line)
    {
        switch (PlaylistParser.Split(line, out var value))
        {
            case "#EXT-X-VERSION":
                _playlist = _playlist with { Version = Numbers.SmallInteger(value, "The version") };
                break;
            case "#EXT-X-TARGETDURATION":
                _playlist = _playlist with { TargetDuration = Numbers.SmallInteger(value, "The target duration") };
                break;
            case "#EXT-X-MEDIA-SEQUENCE":
                _playlist = _playlist with { MediaSequence = Numbers.Integer(value, "The media sequence") };
                break;
            case "#EXT-X-DISCONTINUITY-SEQUENCE":
                _playlist = _playlist with { DiscontinuitySequence = Numbers.Integer(value, "The discontinuity sequence") };
                break;
            case "#EXT-X-PLAYLIST-TYPE":
                _playlist = _playlist with { Type = ParseType(value) };
                break;
            case "#EXT-X-INDEPENDENT-SEGMENTS":
                _playlist = _playlist with { IndependentSegments = true };
                break;
            case "#EXT-X-I-FRAMES-ONLY":
                _playlist = _playlist with { IFramesOnly = true };
                break;
            case "#EXT-X-START":
                _playlist = _playlist with { Start = PlaylistParser.ParseStart(value) };
                break;
            case "#EXT-X-ENDLIST":
                _playlist = _playlist with { EndList = true };
                break;
            case "#EXT-X-STREAM-INF" or "#EXT-X-MEDIA":
                throw new PlaylistException("This is a multivariant playlist; a media playlist is expected.");
            default:
                SegmentTag(line);
                break;
        }
    }

    public void Uri(string uri)
    {
        var duration = _duration ?? throw new PlaylistException($"Segment {_segments.Count} has no EXTINF.");
        _segments.Add(new PlaylistSegment(uri.Trim(), duration)
        {
            Title = _title,
            Range = _range is null ? null : Numbers.Range(_range, ImpliedOffset(uri)),
            Map = _map,
            Discontinuity = _discontinuity,
            Gap = _gap,
            ProgramDateTime = _time,
        });
        (_duration, _title, _range, _discontinuity, _gap, _time) = (null, null, null, false, false, null);
    }

    public MediaPlaylist Finish() =>
        _playlist.TargetDuration < 0
            ? throw new PlaylistException("EXT-X-TARGETDURATION is missing.")
            : _playlist with { Segments = _segments.ToImmutable() };

    private void SegmentTag(ReadOnlySpan<char> line)
    {
        switch (PlaylistParser.Split(line, out var value))
        {
            case "#EXTINF":
                var comma = value.IndexOf(',');
                _duration = Numbers.Decimal(comma < 0 ? value : value[..comma], "EXTINF");
                if (_duration < 0)
                    throw new PlaylistException("A segment cannot last less than nothing.");
                _title = comma < 0 || comma == value.Length - 1 ? null : value[(comma + 1)..].ToString();
                break;
            case "#EXT-X-BYTERANGE":
                _range = value.ToString();
                break;
            case "#EXT-X-MAP":
                var attributes = AttributeList.Parse(value);
                _map = new PlaylistMap(attributes.RequireQuoted("URI"), attributes.FindRange("BYTERANGE"));
                break;
            case "#EXT-X-DISCONTINUITY":
                _discontinuity = true;
                break;
            case "#EXT-X-GAP":
                _gap = true;
                break;
            case "#EXT-X-PROGRAM-DATE-TIME":
                _time = Numbers.Time(value);
                break;
        }
    }

    private long? ImpliedOffset(string uri) =>
        _segments is [.., { Range: ByteRange range } last] && last.Uri == uri ? range.Offset + range.Length : null;

    private static PlaylistType ParseType(ReadOnlySpan<char> value) => value switch
    {
        "VOD" => PlaylistType.Vod,
        "EVENT" => PlaylistType.Event,
        _ => throw new PlaylistException("EXT-X-PLAYLIST-TYPE is neither VOD nor EVENT."),
    };
}
