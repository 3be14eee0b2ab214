using Matinee.Media.Cmaf;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Media.Hls;

public class PlaylistWriterTests
{
    [Fact]
    public void A_growing_playlist_begins_at_its_beginning_and_stays_open()
    {
        var map = new PlaylistMap("init.mp4");
        var playlist = new MediaPlaylist
        {
            TargetDuration = 4,
            Type = PlaylistType.Event,
            IndependentSegments = true,
            Start = new PlaylistStart(0, Precise: true),
            Segments = [new("segment_0.m4s", 4.004m) { Map = map }, new("segment_1.m4s", 1.5m) { Map = map }],
        };

        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-TARGETDURATION:4
            #EXT-X-MEDIA-SEQUENCE:0
            #EXT-X-PLAYLIST-TYPE:EVENT
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-START:TIME-OFFSET=0,PRECISE=YES
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:4.004,
            segment_0.m4s
            #EXTINF:1.5,
            segment_1.m4s

            """,
            PlaylistWriter.Write(playlist));
    }

    [Fact]
    public void A_multivariant_playlist_carries_groups_codecs_and_key_frames()
    {
        var playlist = new MultivariantPlaylist
        {
            IndependentSegments = true,
            Renditions = [new(RenditionType.Audio, "audio", "English") { Uri = "a.m3u8", Language = "en", Default = true, Autoselect = true, Channels = "2" }],
            Variants =
            [
                new("v.m3u8", 2_800_000)
                {
                    AverageBandwidth = 2_000_000, Codecs = "avc1.64001f,mp4a.40.2", Resolution = new(1280, 720), FrameRate = 29.97m, AudioGroup = "audio",
                },
            ],
            IFrameVariants = [new("i.m3u8", 300_000) { Codecs = "avc1.64001f", Resolution = new(1280, 720) }],
        };

        Assert.Equal(
            """
            #EXTM3U
            #EXT-X-VERSION:7
            #EXT-X-INDEPENDENT-SEGMENTS
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=2800000,AVERAGE-BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio"
            v.m3u8
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.64001f",RESOLUTION=1280x720,URI="i.m3u8"

            """,
            PlaylistWriter.Write(playlist));
    }

    [Fact]
    public void A_name_cannot_break_out_of_its_quotes() =>
        Assert.Throws<PlaylistException>(() => PlaylistWriter.Write(
            new MultivariantPlaylist { Renditions = [new(RenditionType.Audio, "a", "x\"\n#EXT-X-ENDLIST")] }));

    [Theory]
    [InlineData("")]
    [InlineData("#a")]
    [InlineData("a\nb")]
    [InlineData(" a")]
    public void A_uri_that_is_not_one_line_is_refused(string uri) =>
        Assert.Throws<PlaylistException>(() => PlaylistWriter.Write(new MediaPlaylist { TargetDuration = 4, Segments = [new(uri, 4)] }));

    [Fact]
    public void Byte_ranges_are_written_length_first() =>
        Assert.Contains(
            "#EXT-X-BYTERANGE:500@80\n",
            PlaylistWriter.Write(new MediaPlaylist { TargetDuration = 4, Segments = [new("s", 4) { Range = new ByteRange(80, 500) }] }),
            StringComparison.Ordinal);
}
