using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Client.Http;
using Matinee.Client.Jobs;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>Simple jobs against a real server: the file that comes out, as ffprobe sees it.</summary>
public sealed class JobFileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_becomes_one_mp4_that_is_downloaded_whole_and_in_parts()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Baseline);
        var job = await admin.Jobs.SubmitAsync(new JobOrder
        {
            Input = video, Output = "small film.mp4", Priority = "critical",
            Params = new JobParams { Height = 240, VideoBitrate = 300_000, AudioBitrate = 64_000 },
        }, null, Stop);

        var ended = await JobServer.EndAsync(admin, job.Id);
        using var whole = new MemoryStream();
        await admin.Jobs.DownloadAsync(job.Id, whole, null, Stop);
        using var raw = await server.RawAsync();
        raw.DefaultRequestHeaders.Range = new RangeHeaderValue(100, 199);
        using var part = await raw.GetAsync($"/api/jobs/{job.Id}/output", Stop);

        Assert.True(ended.State == "completed", $"{ended.Failure?.Code}: {ended.Failure?.Detail}");
        var output = Assert.IsType<JobOutput>(ended.Output);
        Assert.Equal(("small film.mp4", whole.Length), (output.Name, output.Bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(whole.ToArray())), output.Sha256);
        Assert.Equal((HttpStatusCode.PartialContent, 100), (part.StatusCode, part.Content.Headers.ContentLength));
        Assert.Equal(whole.ToArray()[100..200], await part.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("video/mp4", part.Content.Headers.ContentType?.MediaType);
        Assert.Contains("small film.mp4", part.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
        Assert.Equal("mov,mp4,m4a,3gp,3g2,mj2 h264 426x240 aac 10", await ProbeAsync(server, whole.ToArray(), "mp4"));
        Assert.True(ended.Stats is { BytesOut: > 10_000, CpuSeconds: > 0, WorkersUsed: 1, CostPerMinute: > 0, DurationSeconds: > 9.9 and < 10.1 });
        Assert.Equal(whole.Length, ended.Stats!.BytesOut);
        Assert.Equal("ready", await UntilReadyAsync(admin, video));
    }

    [Fact]
    public async Task The_command_line_makes_a_webm_of_a_local_film_and_fetches_it()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var path = Path.Combine(server.Process.DataFolder, "talk.webm");

        var (code, output, error) = await new CommandLine(server.Process).MatineeAsync(
            "jobs", "submit", await FixtureCache.PathAsync(MediaFixtures.Baseline), path, "--height", "144", "--priority", "high");

        Assert.True(code == 0, output + error);
        Assert.Contains(path, output, StringComparison.Ordinal);
        Assert.Equal("matroska,webm av1 256x144 opus 10", await ProbeAsync(server, await File.ReadAllBytesAsync(path, Stop), "webm"));
    }

    [Fact]
    public async Task An_administrator_encodes_an_object_and_what_cannot_be_is_told()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Baseline);
        // The source: the first parts of the automatic encode may be there already.
        var key = Directory.EnumerateFiles(Path.Combine(server.Process.DataFolder, "objects", "sources"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(server.Process.DataFolder, "objects"), file)).First(name => name.Contains(video, StringComparison.Ordinal));

        var copied = await admin.Jobs.SubmitAsync(
            new JobOrder { Input = key, Output = "copy.mkv", Priority = "critical", Params = new JobParams { VideoCodec = "copy", AudioCodec = "copy" } }, null, Stop);
        var foreign = await admin.Jobs.SubmitAsync(
            new JobOrder { Input = video, Output = "x.webm", Priority = "critical", Params = new JobParams { VideoCodec = "none", AudioCodec = "copy" } }, null, Stop);
        var missing = await Assert.ThrowsAsync<MatineeException>(() => admin.Jobs.SubmitAsync(new JobOrder { Input = "sources/none/at-all" }, null, Stop));

        var done = await JobServer.EndAsync(admin, copied.Id);
        using var file = new MemoryStream();
        await admin.Jobs.DownloadAsync(copied.Id, file, null, Stop);
        Assert.Equal(("completed", "", false), (done.State, done.VideoId, done.Segmented));
        Assert.Equal("matroska,webm h264 640x360 aac 10", await ProbeAsync(server, file.ToArray(), "mkv"));
        var refused = await JobServer.EndAsync(admin, foreign.Id);
        Assert.Equal(("failed", "codec_not_in_container"), (refused.State, refused.Failure?.Code));
        Assert.Contains("input", missing.Errors.Keys);
    }

    [Fact]
    public async Task A_segmented_job_of_hevc_makes_a_ladder_of_it()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);

        var job = await admin.Jobs.SubmitAsync(new JobOrder { Input = video, Segmented = true, Params = new JobParams { VideoCodec = "hevc", Height = 240 } }, null, Stop);
        var ended = await JobServer.EndAsync(admin, job.Id);

        Assert.True(ended.State == "completed", $"{ended.Failure?.Code}: {ended.Failure?.Detail}");
        var shown = await admin.Videos.GetAsync(video, Stop);
        Assert.All(shown.Renditions!, rendition => Assert.StartsWith("hvc1", rendition.Codecs, StringComparison.Ordinal));
        Assert.Equal(240, shown.Height);
    }

    [Fact]
    public async Task A_worker_on_another_machine_makes_the_file_and_hands_it_in_over_http()
    {
        await using var stage = await FleetStage.StartAsync(new FleetStageOptions(), Stop);
        await using var server = new JobServer(stage.Servers[0]);
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);

        var job = await admin.Jobs.SubmitAsync(
            new JobOrder { Input = video, Output = "far.mp4", Priority = "critical", Params = new JobParams { VideoCodec = "hevc", Height = 144 } }, null, Stop);
        var ended = await JobServer.EndAsync(admin, job.Id);

        Assert.True(ended.State == "completed", $"{ended.Failure?.Code}: {ended.Failure?.Detail}");
        Assert.Contains(ended.Tasks!, task => task.Kind == "file");
        // On a busy machine a second attempt may have been begun beside the first; one of them did it.
        var worker = Assert.Single(
            await admin.Jobs.AttemptsAsync(job.Id, ended.Tasks!.Single(task => task.Kind == "file").Id, Stop), attempt => attempt.Outcome == "completed");
        Assert.StartsWith("worker", worker.Worker, StringComparison.Ordinal);
        Assert.Equal(ended.Output!.Bytes, worker.BytesOut);
        using var file = new MemoryStream();
        Assert.Equal(ended.Output.Bytes, await admin.Jobs.DownloadAsync(job.Id, file, null, Stop));
    }

    private static async Task<string> UntilReadyAsync(Client.MatineeClient client, string video)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(4));
        while (true)
        {
            var state = (await client.Videos.GetAsync(video, deadline.Token)).State;
            if (state is "ready" or "failed")
                return state;
            await Task.Delay(200, deadline.Token);
        }
    }

    /// <summary>Format, codecs, size and whole seconds.</summary>
    private static async Task<string> ProbeAsync(JobServer server, byte[] bytes, string ending)
    {
        var path = Path.Combine(server.Process.DataFolder, $"probed.{ending}");
        await File.WriteAllBytesAsync(path, bytes, Stop);
        using var process = new Process { StartInfo = new ProcessStartInfo("ffprobe", ["-v", "error", "-show_streams", "-show_format", "-of", "json", path]) { RedirectStandardOutput = true } };
        process.Start();
        using var json = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync(Stop));
        var format = json.RootElement.GetProperty("format");
        var streams = json.RootElement.GetProperty("streams").EnumerateArray().ToArray();
        var picture = streams.Single(stream => stream.GetProperty("codec_type").GetString() == "video");
        var sound = streams.Single(stream => stream.GetProperty("codec_type").GetString() == "audio");
        var seconds = Math.Round(double.Parse(format.GetProperty("duration").GetString()!, System.Globalization.CultureInfo.InvariantCulture)); // ffprobe always tells
        return $"{format.GetProperty("format_name")} {picture.GetProperty("codec_name")} {picture.GetProperty("width")}x{picture.GetProperty("height")} {sound.GetProperty("codec_name")} {seconds}";
    }
}
