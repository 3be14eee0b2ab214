using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;

namespace Matinee.Benchmarks.Workers;

/// <summary>
/// A server that encodes nothing itself, workers with a share of the machine each, and the rows that tell how long they took.
/// All are warm: what a runtime compiles in the first minute of a process would count against those who end sooner.
/// </summary>
internal sealed class BenchFleet : IAsyncDisposable
{
    private const int WarmUps = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Longer than a beat, by which a worker hears that it is drained.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(4);

    private readonly FleetStage _stage;
    private readonly string _film;
    private SqliteCatalogue? _catalogue;
    private int _ready;

    private BenchFleet(FleetStage stage, string film) => (_stage, _film) = (stage, film);

    private SqliteCatalogue Catalogue => _catalogue ?? throw new InvalidOperationException("The catalogue is not open yet.");

    /// <summary>A film of moving detail and grain at the 8 Mbit/s of a camera, made once.</summary>
    public static Task<string> FilmAsync(int width, int height, int seconds) => FixtureCache.MakeAsync($"grain-{height}-{seconds}.mp4", $"fleet bench {width}x{height} {seconds} 8M", folder =>
        FixtureCache.FfmpegAsync(folder,
            "-f", "lavfi", "-i", $"testsrc2=size={width}x{height}:rate=30:duration={seconds},noise=alls=8:allf=t:all_seed=7",
            "-f", "lavfi", "-i", $"sine=frequency=330:sample_rate=48000:duration={seconds}",
            "-c:v", "libx264", "-preset", "superfast", "-crf", "20", "-maxrate", "8M", "-bufsize", "16M", "-pix_fmt", "yuv420p", "-g", "60", "-c:a", "aac", "-b:a", "160k", Path.Combine(folder, $"grain-{height}-{seconds}.mp4")));

    /// <param name="launchers">What starts each worker.</param>
    public static async Task<BenchFleet> StartAsync(string film, IReadOnlyList<IReadOnlyList<string>> launchers, CancellationToken cancellationToken)
    {
        var fleet = new BenchFleet(await FleetStage.StartAsync(new FleetStageOptions { Workers = 0 }, cancellationToken), film);
        try
        {
            await Task.WhenAll(launchers.Select((launcher, i) => fleet._stage.AddWorkerAsync($"worker{i}", cancellationToken: cancellationToken, launcher: launcher)));
            fleet._catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(fleet._stage.Folder, "matinee.db"), cancellationToken);
            await fleet.EncodeAsync(WarmUps, launchers.Count, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Has the films encoded by the first so many workers; the others are drained. The films are all there before work begins, so
    /// that the server is idle but for what workers ask of it.
    /// </summary>
    public async Task<FleetRun> EncodeAsync(int films, int workers, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await OrderAsync("drain", int.MaxValue, patience.Token);
        await Task.Delay(Settled, patience.Token);
        var before = await CountAsync("SELECT COALESCE(MAX(finished_at), 0) FROM task_attempts", patience.Token);
        for (var i = 0; i < films; i++)
            await _stage.UploadAsync(_film, patience.Token);
        while (await CountAsync("SELECT COUNT(*) FROM jobs", patience.Token) < _ready + films)
            await Task.Delay(LookEvery, patience.Token);
        await OrderAsync("enable", workers, patience.Token);
        _ready += films;
        while (await CountAsync("SELECT COUNT(*) FROM videos WHERE state = 'ready'", patience.Token) < _ready)
            await Task.Delay(LookEvery, patience.Token);
        return new FleetRun(await Catalogue.ReadAsync(async connection => (await connection.QueryAsync<Attempt>("""
            SELECT a.worker_id AS Worker, t.kind AS Kind, t.idx AS "Index", t.total_frames AS Frames, a.started_at AS Started, a.finished_at AS Finished, a.cpu_seconds AS Cpu
            FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE a.outcome = 'completed' AND a.started_at > @before
            """, new { before })).AsList(), cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_catalogue is not null)
            await _catalogue.DisposeAsync();
        await _stage.DisposeAsync();
    }

    private Task<long> CountAsync(string sql, CancellationToken cancellationToken) => Catalogue.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql), cancellationToken);

    private async Task OrderAsync(string order, int workers, CancellationToken cancellationToken)
    {
        using var admin = await _stage.Servers[0].CreateAdminClientAsync(cancellationToken);
        var rows = await Catalogue.ReadAsync(async connection => (await connection.QueryAsync<string>("SELECT id FROM workers ORDER BY name")).AsList(), cancellationToken);
        foreach (var worker in rows.Take(workers))
        {
            using var answer = await admin.PostAsync($"/api/workers/{worker}/{order}", null, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }
}
