using Dapper;
using Matinee.EndToEnd.Harness;
using Matinee.EndToEnd.Judges;
using Matinee.Testing.Media;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Admin;

/// <summary>An encode that is killed, stands still and goes on: what the pages say of it is what the rows say.</summary>
public sealed class FiguresAfterAKillTests(Cinema cinema, ITestOutputHelper output)
{
    private const int Seconds = 120;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["MATINEE__TRANSCODING__LEASETIME"] = "00:00:05",
        ["MATINEE__TRANSCODING__PRESET"] = "slower",
        ["MATINEE__FLEET__HEARTBEATINTERVAL"] = "00:00:01",
    };

    [Fact]
    public async Task Every_figure_is_the_row_that_it_claims_to_show()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var film = await FixtureCache.PathAsync(MediaFixtures.Lasting(Seconds));
        await using var desk = new Desk(cinema.Browser, Settings);
        await desk.StartAsync(2, cancellationToken);
        await desk.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(8)), "Window Seat", cancellationToken);
        await desk.UploadAsync(await CutShortAsync(cancellationToken), "Board meeting, 14 November", cancellationToken);
        await desk.WaitForAsync("SELECT COUNT(*) FROM jobs WHERE finished_at IS NOT NULL", 2, TimeSpan.FromSeconds(60), cancellationToken);
        var video = await desk.UploadAsync(film, "Above the Treeline, part one", cancellationToken);
        await desk.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Lasting(20)), "Salt Road", cancellationToken);
        await desk.WaitForAsync($"SELECT COUNT(*) FROM tasks WHERE video_id = '{video}' AND kind = 'video_chunk' AND state = 'completed' AND EXISTS (SELECT 1 FROM tasks r WHERE r.video_id = '{video}' AND r.state = 'running' AND r.kind = 'video_chunk')", 3, TimeSpan.FromSeconds(90), cancellationToken);
        var job = (await desk.QueryAsync(connection => connection.QuerySingleAsync<string>("SELECT id FROM jobs WHERE video_id = @video", new { video }), cancellationToken))!; // it was just read

        // Killed in the middle; what comes up again has nobody to encode, so everything stands still.
        await desk.StartAsync(0, cancellationToken);
        await desk.WaitForAsync("SELECT COUNT(*) FROM tasks WHERE state = 'running'", 0, TimeSpan.FromSeconds(60), cancellationToken);
        await desk.WaitForAsync("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'lost'", 1, TimeSpan.FromSeconds(10), cancellationToken);
        await CompareAllAsync(desk, job, "standing still", cancellationToken);
        await TakePicturesAsync(desk, job, "lost", cancellationToken);

        await desk.StartAsync(2, cancellationToken);
        await desk.WaitForAsync("SELECT COUNT(*) FROM task_attempts WHERE attempt > 1 AND outcome = 'running'", 1, TimeSpan.FromSeconds(30), cancellationToken);
        await TakePicturesAsync(desk, job, "running", cancellationToken);
        await desk.WaitForAsync("SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL", 0, TimeSpan.FromSeconds(120), cancellationToken);
        await CompareAllAsync(desk, job, "done", cancellationToken);
        Assert.True(await desk.QueryAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM tasks WHERE attempt > 1 AND state = 'completed'"), cancellationToken) > 0);
    }

    private async Task CompareAllAsync(Desk desk, string job, string moment, CancellationToken cancellationToken)
    {
        await using var context = await desk.SignInAsync();
        var page = await context.NewPageAsync();
        foreach (var address in new[] { "/admin?minutes=60", "/admin/jobs", $"/admin/jobs?job={job}", "/admin/workers?minutes=60" })
        {
            var compared = await FigureRows.CompareAsync(desk, page, address, address.EndsWith(job, StringComparison.Ordinal) ? job : null, Lease, cancellationToken);
            output.WriteLine($"{moment}: {compared} figures of {address}");
        }
    }

    private static async Task TakePicturesAsync(Desk desk, string job, string moment, CancellationToken cancellationToken)
    {
        Viewing[] looks = moment == "lost"
            ? [new(1440, Still: true), new(1440, Light: true, Still: true), new(390, Still: true), new(390, Light: true, Still: true)]
            : [new(1440, Still: true)];
        foreach (var viewing in looks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Both themes and both widths once; the other two keep the content policy, which a judge's script needs lifted.
            var judged = moment == "lost" && viewing.Light == viewing.Width < 720;
            await using var context = await desk.SignInAsync(viewing with { Judged = judged });
            var page = await context.NewPageAsync();
            List<string> complaints = [];
            page.Console += (_, message) => { if (message.Type == "error") complaints.Add(message.Text); };
            page.PageError += (_, error) => complaints.Add(error);
            foreach (var (name, address) in new[] { ("admin", "/admin"), ("admin-jobs", "/admin/jobs"), ("admin-job", $"/admin/jobs?job={job}"), ("admin-workers", "/admin/workers") })
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

    private static async Task<string> CutShortAsync(CancellationToken cancellationToken)
    {
        var cut = Path.Combine(Directory.CreateTempSubdirectory("matinee-cut-").FullName, "Board meeting, 14 November.mp4");
        var whole = await File.ReadAllBytesAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), cancellationToken);
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length / 2)], cancellationToken);
        return cut;
    }
}
