using Matinee.Media.Cmaf;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Media.Hls;

public class PlaylistParserTests
{
    [Fact]
    public void Unknown_tags_comments_and_blank_lines_are_passed_over()
    {
        var playlist = PlaylistParser.ParseMedia(
            "#EXTM3U\r\n#EXT-X-TARGETDURATION:4\r\n\r\n# a comment\r\n#EXT-X-NEWS:A=\"b\r\n#EXTINF:4.0\r\n#EXT-X-GAP\r\ns0.ts\r\n#EXT-X-ENDLIST");

        var segment = Assert.Single(playlist.Segments);
        Assert.Equal(("s0.ts", 4m, null), (segment.Uri, segment.Duration, segment.Title));
        Assert.True(playlist.EndList);
    }

    [Fact]
    public void An_implied_offset_continues_the_range_before()
    {
        var playlist = PlaylistParser.ParseMedia(
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n#EXT-X-BYTERANGE:100@20\na.ts\n#EXTINF:4,\n#EXT-X-BYTERANGE:50\na.ts\n");

        Assert.Equal(new ByteRange(120, 50), playlist.Segments[1].Range);
    }

    [Fact]
    public void Attributes_may_be_unknown_and_in_any_order()
    {
        var playlist = PlaylistParser.ParseMultivariant("#EXTM3U\n#EXT-X-STREAM-INF:X-NEW=1,CODECS=\"a,b\",BANDWIDTH=5\nv.m3u8\n#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS\n");

        Assert.Equal(new PlaylistVariant("v.m3u8", 5) { Codecs = "a,b" }, Assert.Single(playlist.Variants));
        Assert.Empty(playlist.Renditions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("\uFEFF#EXTM3U\n#EXT-X-TARGETDURATION:4\n")]
    [InlineData("#EXTM3U\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\na.ts\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:-4\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:99999999999\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:-1,\na.ts\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:1e5,\na.ts\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n#EXT-X-BYTERANGE:5\na.ts\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI=\"a\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-START:PRECISE=YES\n")]
    [InlineData("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv\n")]
    public void What_is_not_a_media_playlist_is_refused(string text) => Assert.Throws<PlaylistException>(() => PlaylistParser.ParseMedia(text));

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n")]
    [InlineData("#EXTM3U\n#EXT-X-STREAM-INF:CODECS=\"a\"\nv\n")]
    [InlineData("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,BANDWIDTH=2\nv\n")]
    [InlineData("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=5\nv\n")]
    [InlineData("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=\"1\"\nv\n")]
    [InlineData("#EXTM3U\nv\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:4\n")]
    public void What_is_not_a_multivariant_playlist_is_refused(string text) =>
        Assert.Throws<PlaylistException>(() => PlaylistParser.ParseMultivariant(text));

    [Fact]
    public void Mutated_playlists_throw_only_their_own_exception()
    {
        var random = new Random(8216);
        string[] seeds =
        [
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-START:TIME-OFFSET=-1.5,PRECISE=YES\n#EXT-X-MAP:URI=\"i\",BYTERANGE=\"5@1\"\n#EXTINF:4.0,t\n#EXT-X-BYTERANGE:5@9\ns\n#EXTINF:4,\n#EXT-X-BYTERANGE:5\ns\n",
            "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"b\",DEFAULT=YES\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x2,FRAME-RATE=29.970\nv\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=2,URI=\"u\"\n",
        ];
        const string Alphabet = "#EXT-:=,\"@.0919\n\r AZ\u0000\uD800é";
        for (var i = 0; i < 20_000; i++)
        {
            var text = seeds[i % 2].ToCharArray().ToList();
            for (var edits = random.Next(1, 6); edits > 0 && text.Count > 0; edits--)
            {
                var at = random.Next(text.Count);
                switch (random.Next(3))
                {
                    case 0:
                        text[at] = Alphabet[random.Next(Alphabet.Length)];
                        break;
                    case 1:
                        text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                        break;
                    default:
                        text.RemoveRange(at, Math.Min(random.Next(1, 8), text.Count - at));
                        break;
                }
            }

            Survives(() => PlaylistParser.ParseMedia(string.Concat(text)));
            Survives(() => PlaylistParser.ParseMultivariant(string.Concat(text)));
        }
    }

    private static void Survives(Action parse)
    {
        try
        {
            parse();
        }
        catch (PlaylistException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
