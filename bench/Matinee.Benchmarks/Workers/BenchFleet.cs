using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;

namespace Matinee.Benchmarks.Workers;

/// <summary>A server that encodes nothing itself, workers with a share of the machine each, and the rows that tell how long they took.</summary>
internal static class BenchFleet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>A film of moving detail and grain, made once.</summary>
    public static Task<string> FilmAsync(int width, int height, int seconds) => FixtureCache.MakeAsync($"grain-{height}-{seconds}.mp4", $"fleet bench {width}x{height} {seconds}", folder =>
        FixtureCache.FfmpegAsync(folder,
            "-f", "lavfi", "-i", $"testsrc2=size={width}x{height}:rate=30:duration={seconds},noise=alls=8:allf=t:all_seed=7",
            "-f", "lavfi", "-i", $"sine=frequency=330:sample_rate=48000:duration={seconds}",
            "-c:v", "libx264", "-preset", "superfast", "-crf", "20", "-pix_fmt", "yuv420p", "-g", "60", "-c:a", "aac", "-b:a", "160k", Path.Combine(folder, $"grain-{height}-{seconds}.mp4")));

    /// <summary>
    /// Has the films encoded. They are all there before the first worker is, so that the server is idle but for what workers ask of it.
    /// </summary>
    /// <returns>Every attempt that ended well, in milliseconds of the database's clock.</returns>
    public static async Task<IReadOnlyList<Attempt>> EncodeAsync(string film, int films, IReadOnlyList<IReadOnlyList<string>> launchers, CancellationToken cancellationToken)
    {
        await using var stage = await FleetStage.StartAsync(new FleetStageOptions { Workers = 0 }, cancellationToken);
        for (var i = 0; i < films; i++)
            await stage.UploadAsync(film, cancellationToken);
        await Task.WhenAll(launchers.Select(launcher => stage.AddWorkerAsync(cancellationToken: cancellationToken, launcher: launcher)));
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(stage.Folder, "matinee.db"), cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (await catalogue.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM videos WHERE state = 'ready'"), patience.Token) < films)
            await Task.Delay(LookEvery, patience.Token);
        return await catalogue.ReadAsync(async connection => (await connection.QueryAsync<Attempt>("""
            SELECT t.kind AS Kind, t.idx AS "Index", t.total_frames AS Frames, a.started_at AS Started, a.finished_at AS Finished, a.cpu_seconds AS Cpu
            FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE a.outcome = 'completed'
            """)).AsList(), cancellationToken);
    }
}

/// <summary>An attempt that was committed.</summary>
internal sealed class Attempt
{
    public string Kind { get; set; } = "";

    public long Index { get; set; }

    public long Frames { get; set; }

    public long Started { get; set; }

    public long Finished { get; set; }

    public double? Cpu { get; set; }
}
