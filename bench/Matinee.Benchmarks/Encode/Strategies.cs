using System.Collections.Immutable;
using System.Diagnostics;
using Matinee.Media;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Processes;

namespace Matinee.Benchmarks.Encode;

/// <summary>Three ways to make the same ladder: ours, one plain process for everything, and one process a rendition.</summary>
internal sealed class Strategies(FfmpegTool tool, EncodePlan plan, MediaSource source, string folder)
{
    /// <summary>What Matinee does: the plan's tasks, a single-threaded one a core, the first two chunks on all cores.</summary>
    public async Task<StrategyRun> ChunksAsync(int slots, CancellationToken cancellationToken)
    {
        var run = new FfmpegRun(tool);
        var work = Fresh("chunks");
        var watch = Stopwatch.StartNew();
        var cpu = TimeSpan.Zero;
        foreach (var chunk in plan.Chunks.Items.Where(c => c.Urgent))
            cpu += await CpuOf(VideoChunkCommand.Build(plan, chunk, source, Path.Combine(work, $"c{chunk.Index}"), slots));
        var rest = plan.Chunks.Items.Where(c => !c.Urgent)
            .Select(chunk => VideoChunkCommand.Build(plan, chunk, source, Path.Combine(work, $"c{chunk.Index}"), threads: 1))
            .Concat(plan.Audio.Select(track => AudioTrackCommand.Build(plan, track, source, Path.Combine(work, $"a{track.Index}"))));
        var gate = new Lock();
        await Parallel.ForEachAsync(rest, new ParallelOptions { MaxDegreeOfParallelism = slots, CancellationToken = cancellationToken }, async (command, _) =>
        {
            var spent = await CpuOf(command);
            lock (gate)
                cpu += spent;
        });
        watch.Stop();
        var joined = plan.Renditions.Select(rendition => Join(work, rendition.Name)).ToList();
        var audio = plan.Audio.Sum(track => Size(Path.Combine(work, $"a{track.Index}"), "*.m4s"));
        return new StrategyRun(cpu.TotalSeconds, watch.Elapsed.TotalSeconds, joined.Sum(file => new FileInfo(file).Length) + audio, joined);

        async Task<TimeSpan> CpuOf(FfmpegCommand command)
        {
            var outcome = await run.RunAsync(command, progress: null, cancellationToken);
            return outcome.Succeeded
                ? outcome.CpuTime
                : throw new InvalidOperationException($"ffmpeg ended with {outcome.ExitCode}: {string.Join('\n', outcome.LastErrorLines)}");
        }
    }

    /// <summary>One ffmpeg with the same ladder, settings and sound, as a person would write it; ffmpeg chooses its threads.</summary>
    public Task<StrategyRun> OneProcessAsync(CancellationToken cancellationToken)
    {
        var work = Fresh("one");
        var split = $"[0:v]fps={plan.FrameRate},split={plan.Renditions.Length}" + string.Concat(plan.Renditions.Select((_, i) => $"[s{i}]"));
        var scales = plan.Renditions.Select((r, i) => $"[s{i}]scale={r.Width}:{r.Height},format=yuv420p[v{i}]");
        var outputs = plan.Renditions.SelectMany((r, i) => (string[])["-map", $"[v{i}]", .. Encoder(i), Path.Combine(work, r.Name + ".mp4")]);
        return RunAsync(work, [["-i", source.Url, "-filter_complex", string.Join(';', [split, .. scales]), .. outputs, .. Sound(work)]], cancellationToken);
    }

    /// <summary>The usual way: every rendition decodes the source again.</summary>
    public Task<StrategyRun> OneEachAsync(CancellationToken cancellationToken)
    {
        var work = Fresh("each");
        var runs = plan.Renditions.Select((r, i) => (string[])
            ["-i", source.Url, "-map", "0:v", "-vf", $"fps={plan.FrameRate},scale={r.Width}:{r.Height},format=yuv420p", .. Encoder(i), Path.Combine(work, r.Name + ".mp4")]);
        return RunAsync(work, [.. runs, ["-i", source.Url, .. Sound(work)]], cancellationToken);
    }

    /// <summary>Mean SSIM of the first ten seconds of a rendition against the source scaled the same way.</summary>
    public async Task<double> SsimAsync(string file, int rendition, CancellationToken cancellationToken)
    {
        var size = plan.Renditions[rendition];
        double? all = null;
        // setpts: containers disagree on the time of frame 0; frame n is compared with frame n.
        await Ffmpeg(
            ["-t", "10", "-i", file, "-t", "10", "-i", source.Url, "-lavfi",
             $"[0:v]setpts=N/{plan.FrameRate}/TB[a];[1:v]fps={plan.FrameRate},scale={size.Width}:{size.Height},format=yuv420p,setpts=N/{plan.FrameRate}/TB[b];[a][b]ssim",
             "-an", "-f", "null", "-"],
            folder, line => all = Ssim(line) ?? all, cancellationToken);
        return all ?? throw new InvalidOperationException($"ffmpeg printed no SSIM for {file}.");
    }

    private static double? Ssim(string line) =>
        line.IndexOf("All:", StringComparison.Ordinal) is >= 0 and var at
            && double.TryParse(line[(at + 4)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : null;

    private string[] Encoder(int rung)
    {
        var r = plan.Renditions[rung];
        return
        [
            "-c:v", "libx264", "-preset", plan.Preset, "-profile:v", r.Profile, "-crf", $"{r.Crf}", "-maxrate", $"{r.MaxRate}", "-bufsize", $"{r.BufferSize}",
            "-g", $"{plan.SegmentFrames}", "-keyint_min", $"{plan.SegmentFrames}", "-sc_threshold", "0", "-bf", "2",
        ];
    }

    private string[] Sound(string work) =>
        [.. plan.Audio.SelectMany(track => (string[])
            ["-map", $"0:{track.StreamIndex}", "-c:a", "aac", "-b:a", $"{track.BitRate}", "-ac", "2", "-ar", "48000", Path.Combine(work, $"audio{track.Index}.m4a")])];

    private async Task<StrategyRun> RunAsync(string work, string[][] runs, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var cpu = 0.0;
        foreach (var arguments in runs)
            cpu += (await Ffmpeg(arguments, work, onError: null, cancellationToken)).CpuTime.TotalSeconds;
        watch.Stop();
        return new StrategyRun(cpu, watch.Elapsed.TotalSeconds, Size(work, "*"), [.. plan.Renditions.Select(r => Path.Combine(work, r.Name + ".mp4"))]);
    }

    private async Task<ChildExit> Ffmpeg(string[] arguments, string work, Action<string>? onError, CancellationToken cancellationToken)
    {
        var last = "";
        var exit = await ChildProcess.RunAsync(new ChildProcessSpec
        {
            FileName = tool.FfmpegPath,
            Arguments = ["-hide_banner", "-nostdin", "-y", .. arguments],
            WorkingFolder = work,
            Environment = ImmutableDictionary<string, string>.Empty,
            OnError = line =>
            {
                last = System.Text.Encoding.UTF8.GetString(line);
                onError?.Invoke(last);
            },
        }, cancellationToken);
        return exit.ExitCode == 0 ? exit : throw new InvalidOperationException($"ffmpeg ended with {exit.ExitCode}: {last}");
    }

    private static long Size(string work, string pattern) => new DirectoryInfo(work).EnumerateFiles(pattern).Sum(file => file.Length);

    private static string Join(string work, string rendition)
    {
        var joined = Path.Combine(work, rendition + ".mp4");
        using var output = File.Create(joined);
        var init = Directory.EnumerateFiles(work, $"init_{rendition}.mp4", SearchOption.AllDirectories).First();
        var segments = Directory.EnumerateFiles(work, $"{rendition}_*.m4s", SearchOption.AllDirectories).OrderBy(Path.GetFileName, StringComparer.Ordinal);
        foreach (var part in segments.Prepend(init))
        {
            using var input = File.OpenRead(part);
            input.CopyTo(output);
        }

        return joined;
    }

    private string Fresh(string name)
    {
        var work = Path.Combine(folder, name);
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
        return Directory.CreateDirectory(work).FullName;
    }
}
