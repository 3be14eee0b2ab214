using Matinee.App.Library;
using Matinee.Media.Hls;
using Xunit;

namespace Matinee.Tests.Playback;

public class HlsEndpointTests
{
    private const string Root = "/hls/v0123456789abcdef";
    private const string Segment = Root + "/variants/720p-1/segment_1.m4s";

    [Fact]
    public async Task A_segment_is_sent_whole_immutable_and_with_a_strong_tag()
    {
        await using var stage = await StageAsync();

        var answer = await stage.SendAsync(Segment);

        Assert.Equal(200, answer.Status);
        Assert.Equal(PlaybackStage.Content(1001), answer.Body);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl);
        Assert.Equal(("video/mp4", "bytes", "*", 1001L), (answer.Headers.ContentType.ToString(), answer.Headers.AcceptRanges.ToString(), answer.Headers.AccessControlAllowOrigin.ToString(), answer.Headers.ContentLength));
        Assert.Equal(("n1", "n1", "true"), (answer.Headers["X-HLS-Node"].ToString(), answer.Headers["X-HLS-Leader"].ToString(), answer.Headers["X-HLS-Is-Leader"].ToString()));
        Assert.StartsWith("\"", answer.Headers.ETag.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_tag_is_answered_with_304()
    {
        await using var stage = await StageAsync();
        foreach (var path in new[] { Segment, Root + "/master.m3u8", Root + "/variants/720p-1/playlist.m3u8", Root + "/variants/720p-1/init.mp4" })
        {
            var tag = (await stage.SendAsync(path)).Headers.ETag.ToString();

            var again = await stage.SendAsync(path, ("If-None-Match", $"\"x\", W/{tag}"));

            Assert.Equal((304, 0), (again.Status, again.Body.Length));
            Assert.Equal(200, (await stage.SendAsync(path, ("If-None-Match", "\"other\""))).Status);
        }
    }

    [Fact]
    public async Task A_range_is_sent_alone()
    {
        await using var stage = await StageAsync();

        var part = await stage.SendAsync(Segment, ("Range", "bytes=10-19"));
        var beyond = await stage.SendAsync(Segment, ("Range", "bytes=5000-"));

        Assert.Equal((206, "bytes 10-19/1001"), (part.Status, part.Headers.ContentRange.ToString()));
        Assert.Equal(PlaybackStage.Content(1001)[10..20], part.Body);
        Assert.Equal((416, "bytes */1001"), (beyond.Status, beyond.Headers.ContentRange.ToString()));
    }

    [Fact]
    public async Task A_range_of_another_version_is_answered_whole()
    {
        await using var stage = await StageAsync();

        var answer = await stage.SendAsync(Segment, "GET", ("Range", "bytes=0-9"), ("If-Range", "\"old\""));

        Assert.Equal((200, 1001), (answer.Status, answer.Body.Length));
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        await using var stage = await StageAsync();

        var segment = await stage.SendAsync(Segment, "HEAD");
        var playlist = await stage.SendAsync(Root + "/master.m3u8", "HEAD");

        Assert.Equal((200, 1001L, 0), (segment.Status, segment.Headers.ContentLength, segment.Body.Length));
        Assert.Equal((200, 0), (playlist.Status, playlist.Body.Length));
        Assert.True(playlist.Headers.ContentLength > 0);
    }

    [Fact]
    public async Task A_preflight_is_answered_for_any_origin()
    {
        await using var stage = await StageAsync();

        var answer = await stage.SendAsync(Segment, "OPTIONS");

        Assert.Equal((204, "*"), (answer.Status, answer.Headers.AccessControlAllowOrigin.ToString()));
        Assert.Contains("Range", answer.Headers.AccessControlAllowHeaders.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playlists_are_gzipped_for_those_who_take_it_under_a_tag_of_their_own()
    {
        await using var stage = await StageAsync(segments: 40);
        var path = Root + "/variants/720p-1/playlist.m3u8";

        var plain = await stage.SendAsync(path);
        var gzip = await stage.SendAsync(path, ("Accept-Encoding", "br, gzip;q=0.8"));
        var refused = await stage.SendAsync(path, ("Accept-Encoding", "gzip;q=0"));

        Assert.Equal("gzip", gzip.Headers.ContentEncoding);
        Assert.True(gzip.Body.Length < plain.Body.Length / 2);
        Assert.Equal(plain.Text, gzip.Text);
        Assert.NotEqual(plain.Headers.ETag, gzip.Headers.ETag);
        Assert.Empty(refused.Headers.ContentEncoding.ToString());
        Assert.Equal("Accept-Encoding", plain.Headers.Vary);
    }

    [Fact]
    public async Task A_playlist_grows_with_each_commit_and_then_may_be_cached()
    {
        await using var stage = await StageAsync(segments: 1);
        var path = Root + "/variants/720p-1/playlist.m3u8";
        var before = await stage.SendAsync(path);
        stage.Publish(PublishedSamples.Video(PublishedSamples.Plan(), 2, revision: 2));

        var tooSoon = await stage.SendAsync(path);
        stage.Time.Advance(stage.Options.Freshness);
        var grown = await stage.SendAsync(path);
        stage.Publish(PublishedSamples.Video(PublishedSamples.Plan(), 3, complete: true, revision: 3));
        stage.Time.Advance(stage.Options.Freshness);
        var finished = await stage.SendAsync(path);

        Assert.Equal(before.Text, tooSoon.Text);
        Assert.Equal(2, PlaylistParser.ParseMedia(grown.Text).Segments.Length);
        Assert.Equal("no-cache", grown.Headers.CacheControl);
        Assert.True(PlaylistParser.ParseMedia(finished.Text).EndList);
        Assert.Equal("public, max-age=86400", finished.Headers.CacheControl);
    }

    [Fact]
    public async Task Nothing_to_play_yet_says_when_to_come_back()
    {
        await using var stage = await StageAsync(segments: 0);

        var answer = await stage.SendAsync(Root + "/master.m3u8");

        Assert.Equal((503, "1"), (answer.Status, answer.Headers.RetryAfter.ToString()));
        Assert.Contains("\"unavailable\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewers_of_an_old_plan_finish_what_they_began()
    {
        await using var stage = await StageAsync();
        stage.Publish(PublishedSamples.Video(PublishedSamples.Plan(version: 2), 1));
        stage.CurrentVersion = 2;
        stage.Time.Advance(stage.Options.Freshness);

        Assert.Contains("720p-2", (await stage.SendAsync(Root + "/master.m3u8")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await stage.SendAsync(Segment)).Status);
        Assert.Equal(404, (await stage.SendAsync(Root + "/variants/720p-3/playlist.m3u8")).Status);
    }

    [Fact]
    public async Task What_is_not_there_is_404()
    {
        await using var stage = await StageAsync();
        foreach (var path in new[]
        {
            "/variants/720p-1/segment_99.m4s", "/variants/480p-1/playlist.m3u8", "/variants/720p-1/segment_0.vtt", "/storyboard.vtt", "/poster.jpg",
            "/storyboard/1-0.jpg", "/iframes/audio0-1/playlist.m3u8", "/nothing",
        })
            Assert.Equal((path, 404), (path, (await stage.SendAsync(Root + path)).Status));
    }

    [Fact]
    public async Task A_segment_whose_file_is_gone_is_404()
    {
        await using var stage = await StageAsync();
        await stage.Store.DeleteAsync(stage.Published[1].Tracks[1].Segments[1].Key, CancellationToken.None);

        Assert.Equal(404, (await stage.SendAsync(Segment)).Status);
    }

    [Fact]
    public async Task More_segments_than_open_files_are_all_sent()
    {
        await using var stage = await StageAsync(segments: 40);

        for (var n = 39; n >= 0; n--)
            Assert.Equal(1000 + n, (await stage.SendAsync($"{Root}/variants/720p-1/segment_{n}.m4s")).Body.Length);
        stage.Time.Advance(stage.Options.OpenFileIdle * 2);
        Assert.Equal(1001, (await stage.SendAsync(Segment)).Body.Length);
    }

    [Fact]
    public async Task A_deleted_video_stops()
    {
        await using var stage = await StageAsync();
        Assert.Equal(200, (await stage.SendAsync(Segment)).Status);

        stage.IsDeleted = true;
        stage.Time.Advance(stage.Options.Freshness);

        Assert.Equal(404, (await stage.SendAsync(Segment)).Status);
    }

    [Fact]
    public async Task A_viewer_is_counted_once_a_window()
    {
        await using var stage = await StageAsync();

        for (var i = 0; i < 3; i++)
            await stage.SendAsync(Root + "/master.m3u8", ("User-Agent", "a"));
        await stage.SendAsync(Root + "/master.m3u8", ("User-Agent", "b"));
        await stage.SendAsync(Root + "/master.m3u8", "HEAD", ("User-Agent", "c"));
        await stage.Views.FlushAsync(CancellationToken.None);
        stage.Time.Advance(stage.Options.ViewWindow);
        await stage.SendAsync(Root + "/master.m3u8", ("User-Agent", "a"));
        await stage.Views.FlushAsync(CancellationToken.None);
        await stage.Views.FlushAsync(CancellationToken.None);

        Assert.Equal(3, stage.CountedViews);
    }

    private static async Task<PlaybackStage> StageAsync(int segments = 2)
    {
        var stage = new PlaybackStage { Visibility = Visibility.Public };
        var video = PublishedSamples.Video(PublishedSamples.Plan(), segments);
        stage.Publish(video);
        await stage.StoreAsync(video);
        return stage;
    }
}
