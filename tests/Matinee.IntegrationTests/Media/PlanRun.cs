using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Matinee.Media;
using Matinee.Media.Cmaf;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Xunit;

namespace Matinee.IntegrationTests.Media;

/// <summary>A whole plan, encoded in this process one task after the other, joined by playlists written here.</summary>
internal sealed class PlanRun(EncodePlan plan, MediaSource source, string folder)
{
    private readonly CultureInfo invariant = CultureInfo.InvariantCulture;

    public EncodePlan Plan { get; } = plan;

    public TimeSpan CpuTime { get; private set; }

    public static async Task<EncodePlan> PlanAsync(MediaSource source, PlanOptions? options = null)
    {
        Prober prober = await Tools.ProberAsync();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ProbeOutcome outcome = await prober.ProbeAsync(source, new ProbeLimits(), cancellationToken);
        MediaProbe probe = Assert.IsType<ProbeOutcome.Accepted>(outcome).Probe;
        ScanOutcome scanned = await prober.ScanAsync(source, probe, new ProbeLimits(), cancellationToken);
        PacketScan scan = Assert.IsType<ScanOutcome.Scanned>(scanned).Scan;
        PlanOutcome planned = EncodePlanner.Plan(probe, options ?? new PlanOptions { Preset = "ultrafast" }, scan);
        return Assert.IsType<PlanOutcome.Planned>(planned).Plan;
    }

    /// <summary>Encodes every chunk in a folder of its own and moves the segments together. Inits must be equal.</summary>
    public async Task EncodeVideoAsync()
    {
        foreach (Chunk chunk in Plan.Chunks.Items)
        {
            string work = Path.Combine(folder, $"chunk-{chunk.Index}");
            FfmpegOutcome outcome = await RunAsync(VideoChunkCommand.Build(Plan, chunk, source, work, chunk.Urgent ? 2 : 1));
            Assert.Equal(chunk.Frames, outcome.Frames);
            foreach (var rendition in Plan.Renditions)
            {
                string init = Path.Combine(folder, VideoChunkCommand.InitFile(rendition));
                byte[] written = await File.ReadAllBytesAsync(Path.Combine(work, VideoChunkCommand.InitFile(rendition)));
                Assert.Equal(File.Exists(init) ? await File.ReadAllBytesAsync(init) : written, written);
                await File.WriteAllBytesAsync(init, written);
                for (long number = chunk.FirstSegment; number < chunk.FirstSegment + chunk.Segments; number++)
                {
                    string name = VideoChunkCommand.SegmentFile(rendition, number);
                    File.Move(Path.Combine(work, name), Path.Combine(folder, name));
                }

                Assert.Empty(Directory.GetFiles(work, $"{rendition.Name}_*.m4s"));
            }
        }
    }

    /// <summary>Checks every segment as the server would, and writes the playlist.</summary>
    public async Task<string> JoinVideoAsync(Matinee.Media.Ladder.Rendition rendition, string codecs)
    {
        string initFile = VideoChunkCommand.InitFile(rendition);
        InitSegment init = InitSegment.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, initFile)));
        Assert.Equal((rendition.Width, rendition.Height), (init.Width, init.Height));
        Assert.StartsWith(codecs, init.Codecs, StringComparison.Ordinal);
        long total = Plan.TotalFrames!.Value; // PlanAsync only gives settled plans.
        var durations = ImmutableArray.CreateBuilder<(string, double)>();
        for (long number = 0; number < Plan.TotalSegments; number++)
        {
            string name = VideoChunkCommand.SegmentFile(rendition, number);
            int frames = (int)Math.Min(Plan.SegmentFrames, total - number * Plan.SegmentFrames);
            var expectation = new SegmentExpectation(
                number, number * Plan.SegmentFrames, frames, init.Timescale, (int)Plan.FrameRate.Numerator, (int)Plan.FrameRate.Denominator, init.Sha256);
            SegmentVerdict verdict = SegmentCheck.Verify(expectation, init, await File.ReadAllBytesAsync(Path.Combine(folder, name)));
            Assert.True(verdict is SegmentVerdict.Accepted, $"{rendition.Name}: {verdict}");
            durations.Add((name, Plan.FrameRate.Seconds(frames)));
        }

        return await WritePlaylistAsync(rendition.Name, initFile, durations);
    }

    /// <summary>Encodes one sound track; gives its playlist and where it ends, priming taken off.</summary>
    public async Task<(string Playlist, double End)> EncodeAudioAsync(AudioRendition track)
    {
        string work = Path.Combine(folder, $"audio-{track.Index}");
        await RunAsync(AudioTrackCommand.Build(Plan, track, source, work));
        InitSegment init = InitSegment.Parse(await File.ReadAllBytesAsync(Path.Combine(work, AudioTrackCommand.InitFile(track))));
        long at = 0;
        long frames = 0;
        var durations = ImmutableArray.CreateBuilder<(string, double)>();
        for (long number = 0; File.Exists(Path.Combine(work, AudioTrackCommand.SegmentFile(track, number))); number++)
        {
            string name = AudioTrackCommand.SegmentFile(track, number);
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(work, name));
            SegmentVerdict verdict = SegmentCheck.VerifyAudio(number, at, init.Sha256, init, bytes);
            MediaSegment segment = Assert.IsType<SegmentVerdict.Accepted>(verdict).Segment;
            at += segment.Duration;
            frames += segment.SampleCount;
            durations.Add((name, (double)segment.Duration / init.Timescale));
            File.Move(Path.Combine(work, name), Path.Combine(folder, name));
        }

        Assert.Equal(AudioTrackCommand.TotalAacFrames(Plan), frames);
        File.Move(Path.Combine(work, AudioTrackCommand.InitFile(track)), Path.Combine(folder, AudioTrackCommand.InitFile(track)));
        string playlist = await WritePlaylistAsync($"audio{track.Index}", AudioTrackCommand.InitFile(track), durations);
        return (playlist, (double)at / init.Timescale - (double)AudioTrackCommand.FrameSamples / AudioTrackCommand.SampleRate);
    }

    public async Task<FfmpegOutcome> RunAsync(FfmpegCommand command)
    {
        FfmpegRun run = await Tools.RunAsync();
        FfmpegOutcome outcome = await run.RunAsync(command, progress: null, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, $"{outcome.ExitCode}: {string.Join('\n', outcome.LastErrorLines)}\n{string.Join(' ', outcome.CommandLine)}");
        CpuTime += outcome.CpuTime;
        return outcome;
    }

    private async Task<string> WritePlaylistAsync(string name, string init, IEnumerable<(string Name, double Seconds)> segments)
    {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n");
        text.Append(invariant, $"#EXT-X-MAP:URI=\"{init}\"\n");
        foreach ((string segment, double seconds) in segments)
        {
            text.Append(invariant, $"#EXTINF:{seconds:0.000000},\n{segment}\n");
        }

        string path = Path.Combine(folder, name + ".m3u8");
        await File.WriteAllTextAsync(path, text.Append("#EXT-X-ENDLIST\n").ToString());
        return path;
    }
}
