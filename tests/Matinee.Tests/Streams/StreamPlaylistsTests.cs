using System.Collections.Frozen;
using Matinee.App.Accounts;
using Matinee.App.Streams;
using Matinee.App.Streams.Playlists;
using Matinee.App.Streams.Rows;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Streams;

public sealed class StreamPlaylistsTests
{
    [Fact]
    public void A_live_playlist_shows_its_window_with_the_time_of_day()
    {
        var text = PlaylistWriter.Write(Media(StreamType.Live, isOver: false, Segment(7), Segment(8)));

        Assert.Equal("""
            #EXTM3U
            #EXT-X-VERSION:8
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MAP:URI="../720p-1/init.mp4"
            #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:42.000Z
            #EXTINF:5.96,
            segment_7.m4s
            #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:48.000Z
            #EXTINF:5.96,
            segment_8.m4s

            """, text);
    }

    [Theory]
    [InlineData(StreamType.Live, false, PlaylistType.None)]
    [InlineData(StreamType.Live, true, PlaylistType.None)]
    [InlineData(StreamType.Event, false, PlaylistType.Event)]
    [InlineData(StreamType.Event, true, PlaylistType.Event)]
    [InlineData(StreamType.Vod, false, PlaylistType.Event)]
    [InlineData(StreamType.Vod, true, PlaylistType.Vod)]
    internal void The_type_says_what_may_still_change(StreamType type, bool isOver, PlaylistType expected)
    {
        var playlist = Media(type, isOver, Segment(0));

        Assert.Equal(expected, playlist.Type);
        Assert.Equal(isOver, playlist.EndList);
    }

    [Fact]
    public void A_discontinuity_that_left_the_window_is_in_the_sequence_and_one_in_front_is_not_yet()
    {
        Assert.Equal(2, Media(StreamType.Live, false, Segment(7, discontinuities: 2)).DiscontinuitySequence);
        Assert.Equal(1, Media(StreamType.Live, false, Segment(7, discontinuities: 2, breaks: true)).DiscontinuitySequence);
    }

    [Fact]
    public void A_gap_keeps_its_number_and_another_init_segment_has_another_address()
    {
        var playlist = Media(StreamType.Live, false, Segment(7), Segment(8, gap: true), Segment(9, init: 2, breaks: true, discontinuities: 1));

        Assert.Equal([false, true, false], playlist.Segments.Select(segment => segment.Gap));
        Assert.Equal("../720p-2/init.mp4", playlist.Segments[2].Map?.Uri);
        Assert.Equal(playlist, PlaylistParser.ParseMedia(PlaylistWriter.Write(playlist)));
    }

    [Fact]
    public void The_multivariant_playlist_begins_in_the_middle_of_the_ladder_and_tells_what_was_measured()
    {
        var snapshot = new StreamSnapshot(Stream(StreamType.Live), false, [Track("1080p", 1080, Segment(1)), Track("720p", 720, Segment(1)), Track("later", 0)]);

        var master = StreamPlaylists.Multivariant(snapshot);

        Assert.NotNull(master);
        Assert.Equal(["variants/720p-1/playlist.m3u8", "variants/1080p-1/playlist.m3u8"], master.Variants.Select(variant => variant.Uri));
        Assert.Equal(new PlaylistVariant("variants/720p-1/playlist.m3u8", 3_000_000)
        {
            AverageBandwidth = 2_000_000, Codecs = "avc1.64001f", Resolution = new Resolution(1280, 720),
        }, master.Variants[0]);
    }

    [Fact]
    public void Nothing_pushed_is_no_playlist() => Assert.Null(StreamPlaylists.Multivariant(new StreamSnapshot(Stream(StreamType.Live), false, [])));

    private static MediaPlaylist Media(StreamType type, bool isOver, params SegmentRow[] segments)
    {
        var track = Track("720p", 720, segments);
        return StreamPlaylists.Media(new StreamSnapshot(Stream(type), isOver, [track]), track);
    }

    private static ShelfTrack Track(string variant, int height, params SegmentRow[] segments) => new(
        new TrackRow
        {
            Variant = variant, Format = SegmentFormats.Fragmented, Width = height * 16 / 9, Height = height, Codecs = "avc1.64001f", Segments = segments.Length, Bytes = 250_000,
            DurationUs = 1_000_000, PeakBps = 3_000_000,
        },
        [.. segments], FrozenDictionary<int, InitRow>.Empty);

    private static SegmentRow Segment(long msn, bool gap = false, int init = 1, bool breaks = false, long discontinuities = 0) => new()
    {
        Variant = "720p", Msn = msn, InitNumber = init, ObjectKey = gap ? null : "key", DurationUs = 5_960_000, ProgramUs = msn * 6_000_000, Discontinuity = breaks, Discontinuities = discontinuities,
    };

    private static StreamRecord Stream(StreamType type) => new()
    {
        Id = new StreamId("s0123456789abcdef"), Title = "A stream", Type = type, TargetDuration = 6, Window = 10, OwnerId = new UserId("u0123456789abcdef"), OwnerNode = "one",
        CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
    };
}
