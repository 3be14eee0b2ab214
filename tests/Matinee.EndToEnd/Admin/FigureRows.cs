using System.Globalization;
using Dapper;
using Matinee.EndToEnd.Harness;
using Microsoft.Playwright;

namespace Matinee.EndToEnd.Admin;

/// <summary>
/// What each figure of the administrators' pages claims, as a question to the catalogue: asked in words of its own, not in
/// the pages'. A figure that stands on a page and not in here is an error.
/// </summary>
internal static class FigureRows
{
    private const string Alive = "(SELECT id, slots FROM workers WHERE @now - last_heartbeat < @lease)";
    private const string Settled = "EXISTS (SELECT 1 FROM tasks z WHERE z.job_id = j.id AND z.kind = 'finalize')";

    private const string Busy = "COUNT(*) FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE a.outcome = 'running' AND t.lane IN ('first', 'bulk')";

    private static readonly Dictionary<string, string> Questions = new()
    {
        ["tasks.pending"] = "SELECT COUNT(id) FROM tasks WHERE state = 'ready'",
        ["tasks.running"] = "SELECT COUNT(id) FROM tasks WHERE lease_owner IS NOT NULL AND state = 'running'",
        ["workers.alive"] = $"SELECT COUNT(id) FROM {Alive}",
        ["slots"] = $"SELECT TOTAL(slots) FROM {Alive}",
        ["slots.busy"] = $"SELECT {Busy}",
        ["utilisation"] = $"SELECT CASE WHEN TOTAL(slots) = 0 THEN 0 ELSE (SELECT {Busy}) / TOTAL(slots) END FROM {Alive}",
        ["jobs.all"] = "SELECT COUNT(id) FROM jobs",
        ["jobs.running"] = "SELECT COUNT(id) FROM jobs WHERE state = 'running' OR state = 'retrying'",
        ["jobs.queued"] = "SELECT COUNT(id) FROM jobs WHERE state = 'queued' OR state = 'pending'",
        ["jobs.failed"] = "SELECT COUNT(id) FROM jobs WHERE state = 'failed'",
        ["jobs.completed"] = "SELECT COUNT(id) FROM jobs WHERE state = 'completed'",
        ["jobs.cancelled"] = "SELECT COUNT(id) FROM jobs WHERE state = 'cancelled'",
        ["jobs.failed.day"] = "SELECT COUNT(id) FROM jobs WHERE state = 'failed' AND @now - finished_at < 86400000",
        ["frames.minute"] = "SELECT TOTAL(total_frames) FROM tasks WHERE kind = 'video_chunk' AND id IN (SELECT task_id FROM task_attempts WHERE outcome = 'completed' AND @now - finished_at < 60000)",
        ["job.progress"] = $"""
            SELECT CASE WHEN j.state = 'completed' THEN 1 WHEN NOT {Settled} THEN 0 ELSE
              MIN(0.99, (SELECT TOTAL(CASE state WHEN 'completed' THEN total_frames WHEN 'running' THEN progress_frames ELSE 0 END) / TOTAL(total_frames) FROM tasks t WHERE t.job_id = j.id AND t.kind = 'video_chunk')) END
            FROM jobs j WHERE j.id = @id
            """,
        ["job.workers"] = "SELECT COUNT(*) FROM (SELECT DISTINCT worker_id FROM task_attempts WHERE outcome = 'running' AND task_id IN (SELECT id FROM tasks WHERE job_id = @id))",
        ["job.tasks"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id",
        ["job.tasks.completed"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND state = 'completed'",
        ["job.picture"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND kind = 'video_chunk'",
        ["job.picture.done"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND kind = 'video_chunk' AND state = 'completed'",
        ["job.sound"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND kind = 'audio'",
        ["job.sound.done"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND kind = 'audio' AND state = 'completed'",
        ["job.rest"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND kind NOT IN ('audio', 'video_chunk')",
        ["job.rest.done"] = "SELECT COUNT(id) FROM tasks WHERE job_id = @id AND kind NOT IN ('audio', 'video_chunk') AND state = 'completed'",
        ["job.retries"] = "SELECT COUNT(*) FROM task_attempts WHERE outcome = 'failed' AND task_id IN (SELECT id FROM tasks WHERE job_id = @id)",
        ["job.lost"] = "SELECT COUNT(*) FROM task_attempts WHERE outcome = 'lost' AND task_id IN (SELECT id FROM tasks WHERE job_id = @id)",
        ["job.repeated"] = "SELECT COUNT(*) FROM (SELECT task_id FROM task_attempts WHERE task_id IN (SELECT id FROM tasks WHERE job_id = @id) GROUP BY task_id HAVING COUNT(*) > 1)",
        ["job.seams"] = "SELECT COUNT(*) FROM tasks a JOIN tasks b ON b.job_id = a.job_id AND b.kind = a.kind AND b.idx = a.idx + 1 WHERE a.job_id = @id AND a.kind = 'video_chunk' AND a.state = 'completed' AND b.state = 'completed'",
        // The test film has 30 frames a second.
        ["job.cost"] = """
            SELECT (SELECT TOTAL(cpu_seconds) FROM task_attempts WHERE task_id IN (SELECT id FROM tasks WHERE job_id = @id))
              / (SELECT TOTAL(total_frames) / 30.0 FROM tasks WHERE job_id = @id AND kind = 'video_chunk' AND state = 'completed')
            """,
        ["rendition.segments"] = "SELECT COUNT(*) FROM segments WHERE video_id || '/' || plan_version || '/' || rendition = @id",
        ["scaling.started"] = "SELECT started FROM scaling_lease",
        ["scaling.wanted"] = "SELECT wanted FROM scaling_lease",
        ["scaling.max"] = "SELECT COALESCE((SELECT max_workers FROM scaling_settings), 10)",
        ["worker.active"] = "SELECT COUNT(*) FROM task_attempts WHERE outcome = 'running' AND worker_id = @id",
        ["worker.slots"] = "SELECT slots FROM workers WHERE id = @id",
        ["worker.speed"] = """
            SELECT TOTAL(t.progress_frames * 1000.0 / (t.last_progress_at - a.started_at)) FROM tasks t JOIN task_attempts a ON a.task_id = t.id AND a.outcome = 'running'
            WHERE t.state = 'running' AND a.worker_id = @id AND t.last_progress_at > a.started_at
            """,
        ["worker.done"] = "SELECT COUNT(*) FROM task_attempts WHERE worker_id = @id AND outcome = 'completed' AND @now - finished_at < 86400000",
        ["worker.failed"] = "SELECT COUNT(*) FROM task_attempts WHERE worker_id = @id AND outcome = 'failed' AND @now - finished_at < 86400000",
        ["worker.lost"] = "SELECT COUNT(*) FROM task_attempts WHERE worker_id = @id AND outcome = 'lost' AND @now - finished_at < 86400000",
    };

    private static readonly Dictionary<string, string> CellQuestions = new()
    {
        [".cells .cell.moved"] = "SELECT COUNT(*) FROM tasks t WHERE t.job_id = @job AND t.state IN ('completed', 'running') AND (SELECT COUNT(*) FROM task_attempts a WHERE a.task_id = t.id) > 1",
        [".cells .cell.lost"] = "SELECT COUNT(*) FROM tasks t WHERE t.job_id = @job AND t.state = 'ready' AND (SELECT a.outcome FROM task_attempts a WHERE a.task_id = t.id ORDER BY a.epoch DESC LIMIT 1) = 'lost'",
        [".cells .cell.done"] = "SELECT COUNT(*) FROM tasks WHERE job_id = @job AND state = 'completed'",
        [".cells .cell.run"] = "SELECT COUNT(*) FROM tasks WHERE job_id = @job AND state = 'running'",
        [".lanes .lc.moved"] = "SELECT COUNT(*) FROM task_attempts WHERE attempt > 1 AND (outcome = 'running' OR (outcome = 'completed' AND @now - finished_at < 3600000))",
        [".lanes .lane:not(.lane--q) .lc.lost"] = "SELECT COUNT(*) FROM task_attempts WHERE outcome = 'lost' AND @now - finished_at < 3600000",
        [".lanes .lc.done"] = "SELECT COUNT(*) FROM task_attempts WHERE outcome = 'completed' AND @now - finished_at < 3600000",
        [".lanes .lc.run"] = "SELECT COUNT(*) FROM task_attempts WHERE outcome = 'running'",
    };

    /// <summary>Every figure and every kind of cell of the page as it stands, against the rows.</summary>
    /// <param name="address">Of the page: what it shows and what the rows say are read around one reading of it.</param>
    /// <returns>How many were compared.</returns>
    public static async Task<int> CompareAsync(Desk desk, IPage page, string address, string? job, TimeSpan lease, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await page.GotoAsync(address);
            var (shown, cells) = (await ReadAsync(page), await ReadCellsAsync(page, job is null ? ".lanes" : ".cells"));
            Assert.All(shown.Where(each => !Questions.ContainsKey(each.Name)), unknown => Assert.Fail($"No row vouches for {unknown.Name} on {address}."));
            var before = await AskAsync(desk, shown, cells.Keys, job, lease, cancellationToken);
            await page.ReloadAsync();
            var (again, cellsAgain) = (await ReadAsync(page), await ReadCellsAsync(page, job is null ? ".lanes" : ".cells"));
            var after = await AskAsync(desk, again, cellsAgain.Keys, job, lease, cancellationToken);
            // Rows that moved under the reading prove nothing; a frozen encode stands still.
            if (!before.SequenceEqual(after) && tries < 12)
                continue;
            Assert.Equal(Lines(after.Take(again.Count).Select((value, i) => ($"{again[i].Name} {again[i].Id}", value))), Lines(again.Select(each => ($"{each.Name} {each.Id}", each.Value))));
            Assert.Equal(Lines(after.Skip(again.Count).Zip(cellsAgain.Keys, (value, selector) => (selector, value))), Lines(cellsAgain.Select(each => (each.Key, (double)each.Value))));
            return again.Count + cells.Count;
        }
    }

    private static async Task<IReadOnlyList<Shown>> ReadAsync(IPage page)
    {
        var rows = await page.EvaluateAsync<string[][]>(
            "() => [...document.querySelectorAll('[data-figure]')].map(e => [e.dataset.figure, e.dataset.id ?? '', e.dataset.value])");
        return [.. rows.Select(row => new Shown(row[0], row[1], double.Parse(row[2], CultureInfo.InvariantCulture))).OrderBy(each => each.Name, StringComparer.Ordinal).ThenBy(each => each.Id, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyDictionary<string, int>> ReadCellsAsync(IPage page, string family)
    {
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var selector in CellQuestions.Keys.Where(key => key.StartsWith(family, StringComparison.Ordinal)))
        {
            if (await page.Locator(family).CountAsync() > 0)
                found[selector] = await page.Locator(selector).CountAsync();
        }

        return found;
    }

    private static Task<IReadOnlyList<double>> AskAsync(
        Desk desk, IReadOnlyList<Shown> figures, IEnumerable<string> cells, string? job, TimeSpan lease, CancellationToken cancellationToken) =>
        desk.QueryAsync<IReadOnlyList<double>>(async connection =>
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            List<double> answers = [];
            foreach (var figure in figures)
                answers.Add(Math.Round(await connection.ExecuteScalarAsync<double>(Questions[figure.Name], new { id = figure.Id, now, lease = lease.TotalMilliseconds }), 4));
            foreach (var selector in cells)
                answers.Add(await connection.ExecuteScalarAsync<double>(CellQuestions[selector], new { job, now }));
            return answers;
        }, cancellationToken);

    private static string Lines(IEnumerable<(string Name, double Value)> pairs) =>
        string.Join('\n', pairs.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Name} = {pair.Value:0.####}")));

    private sealed record Shown(string Name, string Id, double Value);
}
