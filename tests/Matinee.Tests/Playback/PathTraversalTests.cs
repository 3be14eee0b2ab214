using Xunit;

namespace Matinee.Tests.Playback;

/// <summary>5,000 seeded attempts to leave the object folder; a canary beside it must never come back.</summary>
public class PathTraversalTests
{
    private static readonly string[] Pieces =
    [
        "..", "../", "%2e%2e%2f", "..%5c", "..\\", "\0", "/", "//", "/etc/passwd", "....//", "%c0%ae%c0%ae/", "\uFF0E\uFF0E/", "\u2215", ".", "~", "%00",
        "master.m3u8", "variants", "segment_0.m4s", "720p-1", "init.mp4", "canary", "file:", "C:\\", "v0123456789abcdef", "iframes", "storyboard", "1-0.jpg", "-1", "\r\n", " ",
    ];

    [Fact]
    public async Task No_path_reads_outside_what_was_published()
    {
        await using var stage = new PlaybackStage();
        var video = PublishedSamples.Video(PublishedSamples.Plan(), 1);
        stage.Publish(video);
        await stage.StoreAsync(video);
        var canary = Path.Combine(stage.Folder, "canary");
        await File.WriteAllTextAsync(canary, "CANARY", TestContext.Current.CancellationToken);
        var random = new Random(5000);
        for (var i = 0; i < 5000; i++)
        {
            var path = Hostile(random, i);

            var answer = await stage.SendAsync(path);

            Assert.True(answer.Status is 404 or 403 || IsPublished(path), $"{answer.Status} for {path}");
            Assert.DoesNotContain("CANARY", answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(200, (await stage.SendAsync("/hls/v0123456789abcdef/variants/720p-1/segment_0.m4s")).Status);
    }

    private static string Hostile(Random random, int i)
    {
        if (i % 50 == 0)
            return "/hls/v0123456789abcdef/" + new string('a', 4096);
        var path = "/hls/" + (random.Next(3) > 0 ? "v0123456789abcdef/" : "");
        for (var n = random.Next(1, 8); n > 0; n--)
            path += Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? "/" : "");
        return path;
    }

    // A few of the random paths happen to be real ones.
    private static bool IsPublished(string path) =>
        path is "/hls/v0123456789abcdef/master.m3u8" or "/hls/v0123456789abcdef/variants/720p-1/segment_0.m4s" or "/hls/v0123456789abcdef/variants/720p-1/init.mp4";
}
