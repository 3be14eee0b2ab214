using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Media;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

/// <summary>A source over the proxy gives the same bytes as the file, whatever is made of it.</summary>
public sealed class ProxiedSourceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-proxied-").FullName;

    public static TheoryData<string> Fixtures => [.. MediaFixtures.All.Where((_, i) => Soak.IsFull || i % 3 == 0).Select(fixture => fixture.Name)];

    public static TheoryData<string> Encoded => Soak.IsFull ? ["baseline", "open-gop", "transport-stream", "two-languages"] : ["open-gop", "transport-stream"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task It_is_probed_and_scanned_alike(string name)
    {
        string path = await PathAsync(name);
        await using var proxy = RangeProxy.Start(new FileOrigin(path));

        Assert.Equal(await LookAsync(new MediaSource(path)), await LookAsync(proxy.Source));
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public async Task Every_task_writes_the_same_bytes(string name)
    {
        var file = new MediaSource(await PathAsync(name));
        EncodePlan plan = await PlanRun.PlanAsync(file);
        await using var proxy = RangeProxy.Start(new FileOrigin(file.FilePath!)); // It is one.

        string direct = await EncodeAsync(plan, file, "direct");
        string proxied = await EncodeAsync(plan, proxy.Source, "proxied");

        Assert.Equal(Hashes(direct), Hashes(proxied));
    }

    [Fact]
    public async Task It_is_read_exactly_over_an_origin_that_keeps_breaking()
    {
        var file = new MediaSource(await PathAsync("baseline"));
        EncodePlan plan = await PlanRun.PlanAsync(file);
        var origin = new FileOrigin(file.FilePath!) { BreaksAfter = 50_000 }; // It is one.
        await using var proxy = RangeProxy.Start(origin, new RangeProxyLimits { FirstPause = TimeSpan.FromMilliseconds(1) });

        string direct = await EncodeAsync(plan, file, "direct");
        string proxied = await EncodeAsync(plan, proxy.Source, "proxied");

        Assert.Equal(Hashes(direct), Hashes(proxied));
        Assert.InRange(proxy.Traffic.Repeated, 1, int.MaxValue);
    }

    /// <summary>ffmpeg ends with 0 here and has repeated the last picture to the chunk's end: every count would be right.</summary>
    [Fact]
    public async Task A_source_that_breaks_for_good_is_never_taken_for_a_short_film()
    {
        var file = new MediaSource(await PathAsync("baseline"));
        EncodePlan plan = await PlanRun.PlanAsync(file);
        long most = new FileInfo(file.FilePath!).Length / 2; // It is one.
        var origin = new FileOrigin(file.FilePath!);
        origin.Before = (_, _) => origin.Requests.Last() is { From: var from } && from > most && from < most * 1.8 ? throw new IOException("cut") : Task.CompletedTask;
        await using var proxy = RangeProxy.Start(
            origin, new RangeProxyLimits { LongestRun = 1, FirstPause = TimeSpan.FromMilliseconds(1), StallDeadline = TimeSpan.FromSeconds(2) });
        FfmpegRun run = await Tools.RunAsync();

        var broken = await Assert.ThrowsAsync<SourceReadException>(() =>
            run.RunAsync(VideoChunkCommand.Build(plan, plan.Chunks.Items[^1], proxy.Source, folder, 1), progress: null, Stop));

        Assert.Contains("cut", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_origin_that_is_gone_is_no_reason_to_refuse_the_video()
    {
        var origin = new FileOrigin(await PathAsync("baseline")) { Before = (_, _) => throw new SourceGoneException("The link has expired.") };
        await using var proxy = RangeProxy.Start(origin);
        Prober prober = await Tools.ProberAsync();

        var gone = await Assert.ThrowsAnyAsync<IOException>(() => prober.ProbeAsync(proxy.Source, new ProbeLimits(), Stop));

        Assert.Contains("expired", gone.Message, StringComparison.Ordinal);
        Assert.Single(origin.Requests);
    }

    private static async Task<string> LookAsync(MediaSource source)
    {
        Prober prober = await Tools.ProberAsync();
        MediaProbe probe = Assert.IsType<ProbeOutcome.Accepted>(await prober.ProbeAsync(source, new ProbeLimits(), Stop)).Probe;
        PacketScan scan = Assert.IsType<ScanOutcome.Scanned>(await prober.ScanAsync(source, probe, new ProbeLimits(), Stop)).Scan;
        return JsonSerializer.Serialize(probe, PlanJson.Default.MediaProbe) + JsonSerializer.Serialize(scan, PlanJson.Default.PacketScan);
    }

    private async Task<string> EncodeAsync(EncodePlan plan, MediaSource source, string name)
    {
        string work = Path.Combine(folder, name);
        FfmpegRun run = await Tools.RunAsync();
        List<FfmpegCommand> commands =
        [
            .. plan.Chunks.Items.Select(chunk => VideoChunkCommand.Build(plan, chunk, source, work, 1)),
            .. plan.Audio.Select(track => AudioTrackCommand.Build(plan, track, source, work)),
            .. plan.Subtitles.Select(track => SubtitleCommand.Build(track, source, work)),
            StoryboardCommand.Build(plan, source, work),
            PosterCommand.Build(plan, source, work),
        ];
        foreach (FfmpegCommand command in commands)
        {
            FfmpegOutcome outcome = await run.RunAsync(command, progress: null, Stop);
            Assert.True(outcome.Succeeded, string.Join('\n', outcome.LastErrorLines));
        }

        return work;
    }

    /// <summary>Playlists name no source, so they are equal too.</summary>
    private static IEnumerable<string> Hashes(string work) =>
        Directory.GetFiles(work).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}");

    private static Task<string> PathAsync(string name) => FixtureCache.PathAsync(MediaFixtures.All.Single(fixture => fixture.Name == name));
}
