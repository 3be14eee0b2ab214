using System.Globalization;
using System.Net.Sockets;
using Matinee.Client;
using Matinee.Client.Jobs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Matinee.Server.Verbs;

/// <summary>The board at a terminal: jobs on top, then a bar a worker with what it does.</summary>
internal static class LiveTable
{
    private const int MostJobs = 12;
    private const int BarCells = 24;

    private static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    public static async Task ShowAsync(MatineeClient client, string? id, CancellationToken cancellationToken)
    {
        var board = new WatchBoard();
        var gate = new Lock();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await LookAsync(client, id, board, gate, cancellationToken);
        await AnsiConsole.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            var hearing = HearAsync(client, id, board, gate, cancellationToken);
            var looking = LookAgainAsync(client, id, board, gate, ended.Token);
            while (!hearing.IsCompleted)
            {
                Draw(live, board, gate);
                await Task.WhenAny(hearing, Task.Delay(DrawEvery, TimeProvider.System, cancellationToken));
            }

            await ended.CancelAsync();
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await hearing;
            await LookAsync(client, id, board, gate, cancellationToken);
            Draw(live, board, gate);
        });
    }

    /// <summary>The picture of a board.</summary>
    public static IRenderable Render(WatchBoard board)
    {
        var jobs = new Table().Border(TableBorder.Simple).AddColumns("job", "state", "", "tasks", "left");
        foreach (var job in board.Jobs.Take(MostJobs))
        {
            jobs.AddRow(
                Markup.Escape(job.Id), Colour(job.State), Bar(job.Progress) + " " + JobsVerb.Percent(job.Progress),
                $"{job.CompletedTasks}/{job.TotalTasks}", Clock(job.EtaSeconds is { } s && !job.HasEnded ? TimeSpan.FromSeconds(s) : null));
        }

        var crew = new Table().Border(TableBorder.Simple).AddColumns("worker", "status", "doing", "", "frames/s", "left");
        foreach (var (id, name, state) in board.Crew)
        {
            var first = true;
            foreach (var part in board.PartsOf(id).DefaultIfEmpty())
            {
                crew.AddRow(
                    first ? Markup.Escape(name) : "", first ? Colour(state?.Status ?? "") : "", part is null ? "[dim]idle[/]" : $"{part.Kind} {part.Index}",
                    part is null ? "" : Bar(part.Share) + " " + JobsVerb.Percent(part.Share),
                    part is { FramesPerSecond: > 0 } ? part.FramesPerSecond.ToString("0.0", CultureInfo.InvariantCulture) : "", Clock(part?.Left));
                first = false;
            }
        }

        return board.Notice is { } notice ? new Rows(jobs, crew, new Markup($"[yellow]{Markup.Escape(notice)}[/]")) : new Rows(jobs, crew);
    }

    private static void Draw(LiveDisplayContext live, WatchBoard board, Lock gate)
    {
        lock (gate)
            live.UpdateTarget(Render(board));
    }

    private static async Task HearAsync(MatineeClient client, string? id, WatchBoard board, Lock gate, CancellationToken cancellationToken)
    {
        await foreach (var happened in client.Jobs.WatchAsync(id, null, cancellationToken))
        {
            lock (gate)
                board.Happened(happened);
        }
    }

    private static async Task LookAgainAsync(MatineeClient client, string? id, WatchBoard board, Lock gate, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
            try
            {
                await LookAsync(client, id, board, gate, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // The events come back by themselves; the picture stands still until then.
            }
        }
    }

    private static async Task LookAsync(MatineeClient client, string? id, WatchBoard board, Lock gate, CancellationToken cancellationToken)
    {
        var jobs = new List<EncodeJob>();
        if (id is not null)
        {
            jobs.Add(await client.Jobs.GetAsync(id, cancellationToken));
        }
        else
        {
            await foreach (var job in client.Jobs.ListAsync(null, cancellationToken))
            {
                jobs.Add(job);
                if (jobs.Count == MostJobs)
                    break;
            }
        }

        var workers = await client.Workers.ListAsync(cancellationToken);
        lock (gate)
            board.Look([.. jobs.OrderBy(job => job.HasEnded)], [.. workers.Where(worker => worker.Status != "offline")]);
    }

    private static string Bar(double share)
    {
        var full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarCells);
        return $"[green]{new string('━', full)}[/][dim]{new string('─', BarCells - full)}[/]";
    }

    private static string Colour(string state) => state switch
    {
        "running" or "healthy" or "completed" => $"[green]{state}[/]",
        "failed" or "offline" or "quarantined" => $"[red]{state}[/]",
        "retrying" or "degraded" or "draining" or "cancelled" => $"[yellow]{state}[/]",
        _ => Markup.Escape(state),
    };

    private static string Clock(TimeSpan? left) => left is { } t ? t.ToString(t.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture) : "";
}
