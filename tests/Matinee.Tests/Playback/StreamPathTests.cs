using Matinee.App.Playback;
using Xunit;

namespace Matinee.Tests.Playback;

public sealed class StreamPathTests
{
    private const string Root = "/hls/s0123456789abcdef";

    [Theory]
    [InlineData("/master.m3u8", StreamResource.Master, "", 0, 0)]
    [InlineData("~token/master.m3u8", StreamResource.Master, "", 0, 0)]
    [InlineData("/variants/720p-1/playlist.m3u8", StreamResource.Playlist, "720p", 1, 0)]
    [InlineData("/variants/720p/playlist.m3u8", StreamResource.Playlist, "720p", 0, 0)]
    [InlineData("/variants/audio-en-2/init.mp4", StreamResource.Init, "audio-en", 2, 0)]
    [InlineData("/variants/720p-1/segment_0.m4s", StreamResource.Segment, "720p", 1, 0)]
    [InlineData("/variants/720p-1/segment_1234567890.ts", StreamResource.Segment, "720p", 1, 1234567890)]
    internal void What_a_path_asks_for(string path, StreamResource resource, string variant, int version, long number)
    {
        Assert.True(StreamPath.TryParse(Root + path, out var parsed));
        Assert.Equal((resource, variant, version, number), (parsed.Resource, parsed.Variant, parsed.Version, parsed.Number));
        Assert.Equal("s0123456789abcdef", parsed.Stream.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("~/master.m3u8")]
    [InlineData("/Master.m3u8")]
    [InlineData("/master.m3u8/")]
    [InlineData("/variants/720p-1/segment_01.m4s")]
    [InlineData("/variants/720p-1/segment_.m4s")]
    [InlineData("/variants/720p-1/segment_-1.m4s")]
    [InlineData("/variants/720p-1/segment_9999999999999999999.m4s")]
    [InlineData("/variants/720p-2/segment_1.m4s")]
    [InlineData("/variants/720p/segment_1.m4s")]
    [InlineData("/variants/720p/init.mp4")]
    [InlineData("/variants/../master.m3u8")]
    [InlineData("/variants/720p-1/../../x")]
    [InlineData("x/master.m3u8")]
    public void What_is_no_path_of_a_stream(string path) => Assert.False(StreamPath.TryParse(Root + path, out _));

    [Theory]
    [InlineData("/hls/v0123456789abcdef/master.m3u8")]
    [InlineData("/hls")]
    [InlineData("/hls/")]
    [InlineData(null)]
    public void Others_are_not_looked_at(string? path) => Assert.False(StreamPath.IsOne(path));
}
