using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Boards;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Matinee.App.Pages.Admin;

/// <summary>The queue's page. Who is no administrator is refused by the route.</summary>
internal static class JobPages
{
    public static async Task<RazorComponentResult> Jobs(
        HttpContext context, JobBoard board, JobDossiers dossiers, QueueReader queue, UserDirectory users, IOptions<TranscodingOptions> options, Words words)
    {
        var cancellationToken = context.RequestAborted;
        var query = QueryOf(context.Request);
        var tally = await board.TallyAsync(query.Text, cancellationToken);
        var rows = await board.ListAsync(query, cancellationToken);
        var moment = await queue.CountAsync(cancellationToken);
        var asked = context.Request.Query["job"].ToString();
        var dossier = EntityIds.TryParse<JobId>(asked, out var id) ? await dossiers.FindAsync(id, cancellationToken) : null;
        var asker = dossier is null ? null : await users.FindAsync(new UserId(dossier.Job.OwnerId), cancellationToken);
        var inspected = dossier is null ? null : new JobInspection(dossier, options.Value.Balancing, asker?.Name, context.Request.Query["task"], words);
        var view = new JobsView(PageVisit.Of(context), query, tally, moment, [.. rows], inspected, asked.Length > 0 && inspected is null);
        return Html.Page<JobsPage>(context, (nameof(JobsPage.View), view));
    }

    public static Task JobsCsv(HttpContext context, JobBoard board) => JobCsv.WriteAsync(context, board, QueryOf(context.Request));

    private static JobBoardQuery QueryOf(HttpRequest request)
    {
        var (show, sort, text) = (request.Query["show"].ToString(), request.Query["sort"].ToString(), request.Query["q"].ToString().Trim());
        return new JobBoardQuery
        {
            Show = JobBoardQuery.Filters.Contains(show) ? show : JobBoardQuery.Filters[0],
            Sort = JobBoardQuery.Orders.Contains(sort) ? sort : JobBoardQuery.Orders[0],
            Text = text.Length == 0 ? null : text[..Math.Min(text.Length, 200)],
            Page = int.TryParse(request.Query["page"], out var page) ? Math.Clamp(page, 1, JobBoard.LastPage) : 1,
        };
    }
}
