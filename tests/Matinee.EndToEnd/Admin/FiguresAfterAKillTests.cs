using Dapper;
using Matinee.EndToEnd.Harness;
using Matinee.EndToEnd.Judges;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Admin;

/// <summary>A fleet of which one worker is killed and the others are stopped and go on: what the pages say of it is what the rows say.</summary>
public sealed class FiguresAfterAKillTests(Cinema cinema, ITestOutputHelper output)
{
    // Long enough to read four pages while stopped workers still hold what they had in hand.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);

    private static readonly FleetStageOptions Stage = new()
    {
        Workers = 0,
        ServerEnvironment = new Dictionary<string, string?>
        {
            ["MATINEE__TRANSCODING__DEADWORKERTIMEOUT"] = Lease.ToString(),
            ["MATINEE__TRANSCODING__PRESET"] = "slower",
            ["MATINEE__FLEET__HEARTBEATINTERVAL"] = "00:00:01",
        },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_figure_is_the_row_that_it_claims_to_show()
    {
        await using var stage = await FleetStage.StartAsync(Stage, Stop);
        foreach (var name in new[] { "anvil", "bellows", "crucible" })
            await stage.AddWorkerAsync(name, cancellationToken: Stop);
        var desk = new Desk(cinema.Browser, stage);
        await desk.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(8)), "Window Seat", Stop);
        await desk.UploadAsync(await Backlog.CutShortAsync(Stop), "Board meeting, 14 November", Stop);
        await desk.WaitForAsync("SELECT COUNT(*) FROM jobs WHERE finished_at IS NOT NULL", 2, TimeSpan.FromMinutes(4), Stop);
        var video = await desk.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(60)), "Above the Treeline, part one", Stop);
        await desk.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(12)), "Salt Road", Stop);
        var job = await desk.QueryAsync(connection => connection.ExecuteScalarAsync<string>("SELECT id FROM jobs WHERE video_id = @video", new { video }), Stop)
            ?? throw new InvalidOperationException("An upload makes a job.");

        // One dies in the middle of a chunk; the others take it over.
        await desk.WaitForAsync(Held("anvil", "t.kind = 'video_chunk' AND t.idx > 2"), 1, TimeSpan.FromMinutes(4), Stop);
        stage.Workers[0].Kill();
        await desk.WaitForAsync("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'running' AND attempt > 1", 1, TimeSpan.FromMinutes(2), Stop);
        await TakePicturesAsync(desk, job, "running", [new(1440, Still: true)]);

        // Stopped, they hold what they have in hand, and nothing moves.
        foreach (var worker in stage.Workers.Skip(1))
            worker.Pause();
        Assert.True(await desk.QueryAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM tasks WHERE state = 'running'"), Stop) > 0);
        await CompareAllAsync(desk, job, "in hand");
        await desk.WaitForAsync("SELECT COUNT(*) FROM tasks WHERE state = 'running'", 0, TimeSpan.FromMinutes(2), Stop);
        await CompareAllAsync(desk, job, "lost");
        await TakePicturesAsync(desk, job, "lost", [new(1440, Still: true), new(1440, Light: true, Still: true), new(390, Still: true), new(390, Light: true, Still: true)]);

        foreach (var worker in stage.Workers.Skip(1))
            worker.Continue();
        await desk.WaitForAsync("SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL", 0, TimeSpan.FromMinutes(6), Stop);
        await CompareAllAsync(desk, job, "done");
        Assert.True(await desk.QueryAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM tasks WHERE attempt > 1 AND state = 'completed'"), Stop) > 0);
    }

    private static string Held(string worker, string what) =>
        $"SELECT COUNT(*) FROM task_attempts a JOIN tasks t ON t.id = a.task_id JOIN workers w ON w.id = a.worker_id WHERE a.outcome = 'running' AND w.name = '{worker}' AND {what}";

    private async Task CompareAllAsync(Desk desk, string job, string moment)
    {
        await using var context = await desk.SignInAsync();
        foreach (var pair in new[] { "/admin/workers?minutes=60", $"/admin/jobs?job={job}", "/admin?minutes=60", "/admin/jobs" }.Chunk(2))
            await Task.WhenAll(pair.Select(CompareAsync));

        async Task CompareAsync(string address)
        {
            var page = await context.NewPageAsync();
            var compared = await FigureRows.CompareAsync(desk, page, address, address.EndsWith(job, StringComparison.Ordinal) ? job : null, Lease, Stop);
            await page.CloseAsync();
            output.WriteLine($"{moment}: {compared} figures of {address}");
        }
    }

    private static async Task TakePicturesAsync(Desk desk, string job, string moment, Viewing[] looks)
    {
        foreach (var pair in looks.Chunk(2))
            await Task.WhenAll(pair.Select(TakeAsync));

        async Task TakeAsync(Viewing viewing)
        {
            // Both themes and both widths are judged once; the other two keep the content policy, which a judge's script needs lifted.
            var judged = moment == "lost" && viewing.Light == viewing.Width < 720;
            await using var context = await desk.SignInAsync(viewing with { Judged = judged });
            var page = await context.NewPageAsync();
            List<string> complaints = [];
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                    complaints.Add(message.Text);
            };
            page.PageError += (_, error) => complaints.Add(error);
            foreach (var (name, address) in new[] { ("admin", "/admin?minutes=2"), ("admin-jobs", "/admin/jobs"), ("admin-job", $"/admin/jobs?job={job}"), ("admin-workers", "/admin/workers?minutes=2") })
            {
                await page.GotoAsync(address);
                await page.EvaluateAsync("document.fonts.ready");
                await page.WaitForTimeoutAsync(150);
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Cinema.Artifacts("screenshots"), $"{name}-{moment}-{viewing}.png"), FullPage = true });
                Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, $"{name} scrolls sideways at {viewing}.");
                Assert.Empty(complaints);
                if (judged)
                    Assert.Empty(await Axe.SeriousFindingsAsync(page));
            }
        }
    }
}
