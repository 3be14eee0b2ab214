using Matinee.App.Playback;
using Xunit;

namespace Matinee.Tests.Playback;

public class HlsPathTests
{
    private const string Id = "v0123456789abcdef";

    [Theory]
    [InlineData("/master.m3u8", nameof(HlsResource.Master), "", 0, 0)]
    [InlineData("/variants/720p-2/playlist.m3u8", nameof(HlsResource.Playlist), "720p-2", 2, 0)]
    [InlineData("/variants/1080p60-12/init.mp4", nameof(HlsResource.Init), "1080p60-12", 12, 0)]
    [InlineData("/variants/audio0-1/segment_0.m4s", nameof(HlsResource.Segment), "audio0-1", 1, 0)]
    [InlineData("/variants/720p-2/segment_1234.m4s", nameof(HlsResource.Segment), "720p-2", 2, 1234)]
    [InlineData("/variants/sub0-1/segment_0.vtt", nameof(HlsResource.SubtitleFile), "sub0-1", 1, 0)]
    [InlineData("/iframes/720p-2/playlist.m3u8", nameof(HlsResource.IFramePlaylist), "720p-2", 2, 0)]
    [InlineData("/storyboard.vtt", nameof(HlsResource.Storyboard), "", 0, 0)]
    [InlineData("/storyboard/2-10.jpg", nameof(HlsResource.StoryboardSheet), "", 2, 10)]
    [InlineData("/poster.jpg", nameof(HlsResource.Poster), "", 0, 0)]
    public void Each_resource_has_its_address(string rest, string resource, string variant, int version, int number)
    {
        foreach (var token in new[] { "", "~abc_-9" })
        {
            Assert.True(HlsPath.TryParse($"/hls/{Id}{token}{rest}", out var path));
            Assert.Equal((Id, token.TrimStart('~')), (path.Id.ToString(), path.Token.ToString()));
            Assert.Equal((resource, variant, version, number), (path.Resource.ToString(), path.Variant.ToString(), path.Version, path.Number));
        }
    }

    [Theory]
    [InlineData("/hls/")]
    [InlineData("/hls/v0123456789abcdef")]
    [InlineData("/hls/v0123456789abcdef/")]
    [InlineData("/hls/v0123456789abcdef~/master.m3u8")]
    [InlineData("/hls/v0123456789abcdefx/master.m3u8")]
    [InlineData("/hls/v0123/master.m3u8")]
    [InlineData("/hls/s0123456789abcdef/master.m3u8")]
    [InlineData("/hls/v0123456789abcdef/master.m3u8/")]
    [InlineData("/hls/v0123456789abcdef//master.m3u8")]
    [InlineData("/hls/v0123456789abcdef/Master.m3u8")]
    [InlineData("/hls/v0123456789abcdef/variants/720p/playlist.m3u8")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-0/playlist.m3u8")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-02/playlist.m3u8")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-2/segment_01.m4s")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-2/segment_.m4s")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-2/segment_1.ts")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-2/segment_9999999999.m4s")]
    [InlineData("/hls/v0123456789abcdef/variants/720p-2/segment_-1.m4s")]
    [InlineData("/hls/v0123456789abcdef/iframes/720p-2/init.mp4")]
    [InlineData("/hls/v0123456789abcdef/storyboard/2-.jpg")]
    [InlineData("/hls/v0123456789abcdef/storyboard/-1.jpg")]
    public void Anything_else_is_nothing(string text) => Assert.False(HlsPath.TryParse(text, out _));
}
