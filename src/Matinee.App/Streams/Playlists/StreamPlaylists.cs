using System.Collections.Immutable;
using System.Globalization;
using Matinee.App.Streams.Rows;
using Matinee.Media.Hls;

namespace Matinee.App.Streams.Playlists;

/// <summary>From rows to playlists. Nothing of the node, of the clock or of the viewer goes into them.</summary>
internal static class StreamPlaylists
{
    /// <summary>EXT-X-GAP came with it (RFC 8216bis, 7).</summary>
    private const int Version = 8;

    public static MediaPlaylist Media(StreamSnapshot snapshot, ShelfTrack track)
    {
        var stream = snapshot.Stream;
        var first = track.Segments[0];
        return new MediaPlaylist
        {
            Version = Version,
            TargetDuration = stream.TargetDuration,
            MediaSequence = first.Msn,
            DiscontinuitySequence = first.Discontinuities - (first.Discontinuity ? 1 : 0),
            Type = (stream.Type, snapshot.IsOver) switch
            {
                (StreamType.Live, _) => PlaylistType.None,
                (StreamType.Vod, true) => PlaylistType.Vod,
                _ => PlaylistType.Event,
            },
            // A segment that begins with no key picture was refused.
            IndependentSegments = true,
            EndList = snapshot.IsOver,
            Segments = [.. track.Segments.Select(segment => Segment(track, segment))],
        };
    }

    /// <returns>Null while there is nothing that a player could begin with.</returns>
    public static MultivariantPlaylist? Multivariant(StreamSnapshot snapshot)
    {
        var tracks = snapshot.Tracks.Where(track => track.Row.Segments > 0 && !track.Segments.IsEmpty).ToImmutableArray();
        return tracks.IsEmpty ? null : new MultivariantPlaylist
        {
            Version = Version,
            IndependentSegments = true,
            // A player begins with the first: the middle of the ladder starts fast and looks well.
            Variants = [.. tracks.OrderBy(track => Math.Abs(track.Row.Height - 720)).ThenBy(track => track.Row.Variant, StringComparer.Ordinal).Select(Variant)],
        };
    }

    /// <summary>The file name of a segment.</summary>
    public static string SegmentName(ShelfTrack track, long msn) =>
        string.Create(CultureInfo.InvariantCulture, $"segment_{msn}{(track.IsTransport ? ".ts" : ".m4s")}");

    /// <summary>A variant with the version of its address: bytes under an address never change, and an init segment may.</summary>
    public static string Folder(string variant, int init) => string.Create(CultureInfo.InvariantCulture, $"{variant}-{Math.Max(1, init)}");

    private static PlaylistSegment Segment(ShelfTrack track, SegmentRow segment) =>
        new(SegmentName(track, segment.Msn), Seconds(segment.DurationUs))
        {
            Map = segment.InitNumber == 0 ? null : new PlaylistMap($"../{Folder(segment.Variant, segment.InitNumber)}/init.mp4"),
            Discontinuity = segment.Discontinuity,
            Gap = segment.ObjectKey is null,
            ProgramDateTime = segment.ProgramUs is { } us ? DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond) : null,
        };

    private static PlaylistVariant Variant(ShelfTrack track)
    {
        var row = track.Row;
        return new PlaylistVariant($"variants/{Folder(row.Variant, 1)}/playlist.m3u8", row.PeakBps)
        {
            AverageBandwidth = row.Bytes * 8_000_000 / Math.Max(1, row.DurationUs),
            Codecs = row.Codecs.Length > 0 ? row.Codecs : null,
            Resolution = row.Height > 0 ? new Resolution(row.Width, row.Height) : null,
        };
    }

    /// <summary>Six decimals, as ffmpeg writes them; a tail of zeros is not written.</summary>
    private static decimal Seconds(long us) => us / 1_000_000m;
}
