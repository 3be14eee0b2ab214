using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Media;

namespace Matinee.Benchmarks.FirstPlay;

/// <summary>From the end of an upload to the first playable second, by length of the source: it must hardly depend on it.</summary>
internal static class FirstPlayTable
{
    private static readonly int[] Minutes = [1, 10, 60];

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var sources = new Dictionary<int, string>();
        foreach (var minutes in Minutes)
            sources[minutes] = await LoopAsync(minutes);
        var times = Minutes.ToDictionary(minutes => minutes, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var minutes in Minutes)
            {
                times[minutes].Add(await MeasureAsync(sources[minutes], cancellationToken));
                Console.Error.WriteLine($"round {round + 1}: {minutes} min: {times[minutes][^1]:F2} s");
            }
        }

        var text = new StringBuilder(Report.Head("First playable second after the upload's end, 1080p30"));
        text.AppendLine("A 20 s clip looped by stream copy; a fresh server each time; median (lowest-highest).").AppendLine();
        text.AppendLine("| source | MiB | playable after s | ratio to 10 min |").AppendLine("|---|---|---|---|");
        var ten = Report.Median(times[10]);
        foreach (var minutes in Minutes)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {minutes} min | {new FileInfo(sources[minutes]).Length >> 20} | {Report.Spread(times[minutes], "F2")} | {Report.Median(times[minutes]) / ten:F2} |");
        }

        Report.Save("first-play", text.ToString());
        return 0;
    }

    internal static Task<string> LoopAsync(int minutes) => FixtureCache.MakeAsync($"loop-{minutes}.mp4", $"first-play 1080p {minutes}", async folder =>
    {
        var clip = Path.Combine(folder, "clip.mp4");
        await FixtureCache.FfmpegAsync(folder,
            "-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=30:duration=20,noise=alls=6:allf=t:all_seed=7",
            "-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=20",
            "-c:v", "libx264", "-preset", "superfast", "-b:v", "6M", "-maxrate", "8M", "-bufsize", "12M", "-pix_fmt", "yuv420p", "-g", "60", "-c:a", "aac", "-b:a", "160k", clip);
        await FixtureCache.FfmpegAsync(folder,
            "-stream_loop", (minutes * 3 - 1).ToString(CultureInfo.InvariantCulture), "-i", clip, "-c", "copy", Path.Combine(folder, $"loop-{minutes}.mp4"));
    });

    private static async Task<double> MeasureAsync(string source, CancellationToken cancellationToken)
    {
        await using var server = await MatineeProcess.StartAsync(cancellationToken: cancellationToken);
        return await MeasureAsync(server, source, cancellationToken);
    }

    /// <returns>Seconds from the end of the upload until a player would begin.</returns>
    internal static async Task<double> MeasureAsync(MatineeProcess server, string source, CancellationToken cancellationToken)
    {
        using var admin = await server.CreateAdminClientAsync(cancellationToken);
        using var created = await admin.PostAsJsonAsync("/api/videos/upload", new { filename = Path.GetFileName(source), contentType = "video/mp4" }, cancellationToken);
        using var ticket = JsonDocument.Parse(await created.Content.ReadAsStringAsync(cancellationToken));
        using var client = server.CreateClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        await using var bytes = File.OpenRead(source);
        using var put = await client.PutAsync(ticket.RootElement.GetProperty("uploadUrl").GetString(), new StreamContent(bytes), cancellationToken);
        put.EnsureSuccessStatusCode();
        var watch = Stopwatch.StartNew();
        var id = ticket.RootElement.GetProperty("videoId").GetString();
        while (true)
        {
            // What a player needs, not what a row says: the master playlist answers.
            using var playback = await admin.GetAsync($"/api/videos/{id}/playback", cancellationToken);
            if (playback.IsSuccessStatusCode)
            {
                using var links = JsonDocument.Parse(await playback.Content.ReadAsStringAsync(cancellationToken));
                using var master = await client.GetAsync(links.RootElement.GetProperty("masterUrl").GetString(), cancellationToken);
                if (master.IsSuccessStatusCode)
                    return watch.Elapsed.TotalSeconds;
            }

            if (watch.Elapsed > TimeSpan.FromMinutes(2))
                throw new TimeoutException($"{source} was not playable within two minutes.\n{server.Output}");
            await Task.Delay(50, cancellationToken);
        }
    }
}
