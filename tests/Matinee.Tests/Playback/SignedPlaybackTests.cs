using Matinee.App.Library;
using Matinee.App.Playback;
using Xunit;

namespace Matinee.Tests.Playback;

public class SignedPlaybackTests
{
    private const string Id = "v0123456789abcdef";

    [Theory]
    [InlineData(Visibility.Private)]
    [InlineData(Visibility.Members)]
    [InlineData(Visibility.Unlisted)]
    [InlineData(Visibility.Password)]
    public async Task What_is_not_public_plays_only_with_its_token(Visibility visibility)
    {
        await using var stage = await StageAsync(visibility);

        var links = await stage.Urls.ForAsync(stage.Video, null, CancellationToken.None);

        Assert.StartsWith($"/hls/{Id}~", links!.MasterUrl, StringComparison.Ordinal);
        Assert.Equal(200, (await stage.SendAsync(links.MasterUrl)).Status);
        Assert.Equal(200, (await stage.SendAsync(links.MasterUrl.Replace("master.m3u8", "variants/720p-1/segment_0.m4s", StringComparison.Ordinal))).Status);
        Assert.Equal(404, (await stage.SendAsync($"/hls/{Id}/master.m3u8")).Status);
    }

    [Fact]
    public async Task A_public_video_needs_none()
    {
        await using var stage = await StageAsync(Visibility.Public);

        var links = await stage.Urls.ForAsync(stage.Video, null, CancellationToken.None);

        Assert.Equal(($"/hls/{Id}/master.m3u8", null), (links!.MasterUrl, links.ExpiresAt));
        Assert.Equal(("Deutsch", "/api/videos/v0123456789abcdef/captions/c0123456789abcdef"), (links.Captions[0].Label, links.Captions[0].Url));
        Assert.Equal(new PlaybackChapter(0, "Opening"), Assert.Single(links.Chapters));
    }

    [Fact]
    public async Task Viewers_of_an_hour_share_one_address_that_lasts_at_least_the_lifetime()
    {
        await using var stage = await StageAsync(Visibility.Private);

        var first = stage.Tokens.Issue(PublishedSamples.Id, null);
        stage.Time.Advance(TimeSpan.FromMinutes(40));
        var second = stage.Tokens.Issue(PublishedSamples.Id, null);

        Assert.Equal(first, second);
        Assert.True(second.ExpiresAt - stage.Time.GetUtcNow() >= stage.Options.TokenLifetime);
        Assert.Equal((0, 0), (second.ExpiresAt.Minute, second.ExpiresAt.Second));
    }

    [Fact]
    public async Task A_token_that_expired_or_is_of_another_video_or_forged_is_403()
    {
        await using var stage = await StageAsync(Visibility.Private);
        var (token, expiresAt) = stage.Tokens.Issue(PublishedSamples.Id, null);
        var (foreign, _) = stage.Tokens.Issue(VideoId.From("v0123456789abcdeg"), null);
        var forged = (token[0] == 'A' ? 'B' : 'A') + token[1..];

        Assert.Equal(200, (await stage.SendAsync($"/hls/{Id}~{token}/master.m3u8")).Status);
        Assert.Equal(403, (await stage.SendAsync($"/hls/{Id}~{foreign}/master.m3u8")).Status);
        Assert.Equal(403, (await stage.SendAsync($"/hls/{Id}~{forged}/master.m3u8")).Status);
        Assert.Equal(403, (await stage.SendAsync($"/hls/{Id}~{token}x/master.m3u8")).Status);
        stage.Time.Advance(expiresAt - stage.Time.GetUtcNow());
        var expired = await stage.SendAsync($"/hls/{Id}~{token}/master.m3u8");
        Assert.Equal(403, expired.Status);
        Assert.Contains("\"forbidden\"", expired.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_tells_nothing_of_videos_that_are_not_there()
    {
        await using var stage = await StageAsync(Visibility.Private);
        const string Unknown = "v0123456789abcdez";

        Assert.Equal(403, (await stage.SendAsync($"/hls/{Unknown}~AAAAAAAAAAAAAAAAAAAAAAAAAAAA/master.m3u8")).Status);
        Assert.Equal(403, (await stage.SendAsync($"/hls/{Id}~AAAAAAAAAAAAAAAAAAAAAAAAAAAA/master.m3u8")).Status);
        Assert.Equal(404, (await stage.SendAsync($"/hls/{Unknown}/master.m3u8")).Status);
        Assert.Equal(404, (await stage.SendAsync($"/hls/{Unknown}~{stage.Tokens.Issue(VideoId.From(Unknown), null).Token}/master.m3u8")).Status);
    }

    [Fact]
    public async Task A_bound_token_opens_for_its_address_only()
    {
        await using var stage = await StageAsync(Visibility.Private);
        stage.Options.BindAddress = true;
        var (token, _) = stage.Tokens.Issue(PublishedSamples.Id, "192.0.2.1");

        Assert.True(stage.Tokens.IsValid(Id, token, "192.0.2.1"));
        Assert.False(stage.Tokens.IsValid(Id, token, "192.0.2.2"));
        Assert.False(stage.Tokens.IsValid(Id, token, null));
    }

    private static async Task<PlaybackStage> StageAsync(Visibility visibility)
    {
        var stage = new PlaybackStage { Visibility = visibility };
        var video = PublishedSamples.Video(PublishedSamples.Plan(), 1);
        stage.Publish(video);
        await stage.StoreAsync(video);
        return stage;
    }
}
