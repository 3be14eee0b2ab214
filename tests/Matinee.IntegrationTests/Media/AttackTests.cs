using System.Text;
using Matinee.Media;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class AttackTests : IAsyncDisposable
{
    private const string Canary = "CANARY-7f3a91-must-never-be-seen";

    private readonly string folder = Directory.CreateTempSubdirectory("matinee-attack-").FullName;
    private readonly LoopbackSink sink = new();

    public async ValueTask DisposeAsync()
    {
        await sink.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_the_guards_the_probes_of_this_test_would_fire()
    {
        AttackTargets targets = await TargetsAsync();
        string playlist = Path.Combine(folder, "control.mp4");
        await File.WriteAllTextAsync(playlist, $"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{targets.SecretVideo}\n#EXT-X-ENDLIST\n", TestContext.Current.CancellationToken);

        (int read, _, _) = await Judge.AskAsync("ffmpeg", "-nostdin", "-v", "error", "-i", playlist, "-f", "null", "-");
        await Judge.AskAsync("ffmpeg", "-nostdin", "-v", "error", "-i", sink.Url + "/x.ts", "-f", "null", "-");

        Assert.Equal(0, read);
        Assert.NotEqual(0, sink.Callers);
    }

    [Fact]
    public async Task No_upload_reaches_another_file_or_host()
    {
        AttackTargets targets = await TargetsAsync();
        EncodePlan plan = await PlanRun.PlanAsync(new MediaSource(await FixtureCache.PathAsync(MediaFixtures.Baseline)));
        Prober prober = await Tools.ProberAsync();
        FfmpegRun run = await Tools.RunAsync();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        foreach (HostileFile file in await HostileMedia.ReachingOutAsync(folder, targets))
        {
            var source = new MediaSource(file.Path);
            ProbeOutcome outcome = await prober.ProbeAsync(source, new ProbeLimits(), cancellationToken);
            var refused = Assert.IsType<ProbeOutcome.Refused>(outcome);
            Assert.DoesNotContain(Canary, refused.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(folder, refused.ToString(), StringComparison.Ordinal);

            // As if the probe had been fooled: every command holds by itself.
            string work = Path.Combine(folder, "out-" + file.Name);
            FfmpegCommand[] commands =
            [
                VideoChunkCommand.Build(plan, plan.Chunks.Items[0], source, work, 1),
                AudioTrackCommand.Build(plan, plan.Audio[0], source, work),
                StoryboardCommand.Build(plan, source, work),
                PosterCommand.Build(plan, source, work),
                SubtitleCommand.Build(new SubtitleRendition(0, 0, null, "x", false, false), source, work),
            ];
            foreach (FfmpegCommand command in commands)
            {
                FfmpegOutcome ended = await run.RunAsync(command, progress: null, cancellationToken);
                Assert.False(ended.Succeeded, $"{file.Name}: {string.Join(' ', ended.CommandLine)}");
                Assert.DoesNotContain(ended.LastErrorLines, line => line.Contains(Canary, StringComparison.Ordinal));
            }

            Assert.All(Directory.GetFiles(work), path => Assert.Equal(0, new FileInfo(path).Length));
        }

        Assert.Equal(0, sink.Callers);
    }

    [Fact]
    public async Task A_sandboxed_run_has_no_network_even_when_it_is_told_to_use_it()
    {
        FfmpegRun run = await Tools.RunAsync();
        Assert.SkipUnless(run.Tool.IsolatesNetwork, "User namespaces are not permitted on this machine.");
        var command = new FfmpegCommand { Arguments = ["-nostdin", "-v", "error", "-i", sink.Url + "/x.ts", "-f", "null", "-"], WorkingFolder = folder };

        FfmpegOutcome outcome = await run.RunAsync(command, progress: null, TestContext.Current.CancellationToken);

        Assert.False(outcome.Succeeded);
        Assert.Equal(0, sink.Callers);
    }

    [Fact]
    public async Task Everything_broken_is_refused_soon_and_readably()
    {
        Prober prober = await Tools.ProberAsync();
        var wrong = new StringBuilder();
        foreach (HostileFile file in await HostileMedia.BrokenAsync())
        {
            long started = TimeProvider.System.GetTimestamp();
            ProbeOutcome outcome = await prober.ProbeAsync(new MediaSource(file.Path), new ProbeLimits(), TestContext.Current.CancellationToken);
            TimeSpan taken = TimeProvider.System.GetElapsedTime(started);
            if (outcome is not ProbeOutcome.Refused refused || refused.Code != file.Code || taken > Soak.Limit(TimeSpan.FromSeconds(10)))
            {
                wrong.AppendLine($"{file.Name} after {taken.TotalSeconds:0.0} s: {outcome}");
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public async Task Frames_that_the_index_promises_and_the_data_lacks_are_noticed_by_the_scan()
    {
        var source = new MediaSource(await HostileMedia.TruncatedDataAsync());
        Prober prober = await Tools.ProberAsync();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        MediaProbe probe = Assert.IsType<ProbeOutcome.Accepted>(await prober.ProbeAsync(source, new ProbeLimits(), cancellationToken)).Probe;
        PacketScan scan = Assert.IsType<ScanOutcome.Scanned>(await prober.ScanAsync(source, probe, new ProbeLimits(), cancellationToken)).Scan;

        PlanOutcome outcome = EncodePlanner.Plan(probe, new PlanOptions(), scan);

        Assert.Equal(RefusalCodes.Truncated, Assert.IsType<PlanOutcome.Refused>(outcome).Code);
    }

    private async Task<AttackTargets> TargetsAsync()
    {
        string secrets = Directory.CreateDirectory(Path.Combine(folder, "secrets")).FullName;
        string text = Path.Combine(secrets, "secret.txt");
        string video = Path.Combine(secrets, "secret.ts");
        await File.WriteAllTextAsync(text, Canary);
        File.Copy(await FixtureCache.PathAsync(MediaFixtures.TransportStream), video);
        return new AttackTargets(sink.Url, text, video);
    }
}
