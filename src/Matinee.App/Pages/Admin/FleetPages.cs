using Matinee.App.Http;
using Matinee.App.Nodes.Members;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages.Admin;

/// <summary>The overview, and the pages of the workers and the nodes.</summary>
internal static class FleetPages
{
    private const int JobsShown = 6;

    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    public static async Task<RazorComponentResult> Overview(
        HttpContext context, QueueReader queue, WorkLanesReader lanes, WorkerFaces workers, JobBoard board, RecentEvents events, Words words)
    {
        var cancellationToken = context.RequestAborted;
        var minutes = WorkersView.MinutesOf(context.Request.Query["minutes"]);
        var work = await lanes.ReadAsync(TimeSpan.FromMinutes(minutes), cancellationToken);
        var jobs = await board.ListAsync(new JobBoardQuery { Rows = JobsShown }, cancellationToken);
        var view = new OverviewView(
            PageVisit.Of(context), await queue.ReadAsync(cancellationToken), await workers.ListAsync(work, cancellationToken), work, minutes,
            [.. jobs], HappenedLines.Of(await events.ReadAsync(Recently, cancellationToken), words));
        return Html.Page<OverviewPage>(context, (nameof(OverviewPage.View), view));
    }

    public static async Task<RazorComponentResult> Workers(HttpContext context, QueueReader queue, WorkLanesReader lanes, WorkerFaces workers, ScalingFaces scaling)
    {
        var cancellationToken = context.RequestAborted;
        var minutes = WorkersView.MinutesOf(context.Request.Query["minutes"]);
        var work = await lanes.ReadAsync(TimeSpan.FromMinutes(minutes), cancellationToken);
        var view = new WorkersView(
            PageVisit.Of(context), await workers.ListAsync(work, cancellationToken), work, await queue.CountAsync(cancellationToken), minutes,
            await scaling.ReadAsync(cancellationToken));
        return Html.Page<WorkersPage>(context, (nameof(WorkersPage.View), view));
    }

    public static async Task<RazorComponentResult> Cluster(HttpContext context, ClusterBoard cluster, QueueReader queue, Words words)
    {
        var cancellationToken = context.RequestAborted;
        var view = ClusterView.Of(await cluster.ReadAsync(cancellationToken), await queue.CountAsync(cancellationToken), words);
        return Html.Page<ClusterPage>(context, (nameof(ClusterPage.View), view));
    }

    public static async Task WorkersCsv(HttpContext context, WorkLanesReader lanes, WorkerFaces workers)
    {
        var cancellationToken = context.RequestAborted;
        var work = await lanes.ReadAsync(TimeSpan.FromMinutes(WorkersView.UsualMinutes), cancellationToken);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=workers.csv";
        await context.Response.WriteAsync(WorkerCsv.Text(await workers.ListAsync(work, cancellationToken)), cancellationToken);
    }

    public static ServerSentEvents Live(bool? load, HttpContext context, AdminPulse pulse) => ServerSentEvents.Of(pulse.WatchAsync(load == true, context.RequestAborted));
}
