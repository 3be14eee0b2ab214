using System.Text;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages;

internal static class StudioEndpoints
{
    private const int Rows = 25;

    public static async Task<RazorComponentResult> Table(
        PageCursor? cursor, HttpContext context, VideoStore videos, ICatalogueDatabase database, VideoFaces faces)
    {
        var cancellationToken = context.RequestAborted;
        var asked = StudioQuery.Of(context.Request);
        var everybody = asked.All == "1" && context.User.IsAdmin();
        var query = QueryOf(asked, context) with { Limit = Rows, After = cursor };
        var page = await videos.ListAsync(query, cancellationToken);
        var tally = await VideoTally.CountAsync(database, everybody ? null : context.User.UserId(), cancellationToken);
        var visit = PageVisit.Of(context);
        var view = new StudioView(
            visit, query.Text, asked.Filter, asked.Order, everybody, tally, await faces.ForAsync(page.Items, context),
            page.NextCursor is { } place ? PageAddress.With(visit, ("cursor", place.ToString())) : null, cursor is null);
        return Html.Page<StudioPage>(context, (nameof(StudioPage.View), view));
    }

    /// <summary>The whole list behind the filter, not only the page that is shown.</summary>
    public static async Task Csv(HttpContext context, VideoStore videos)
    {
        var cancellationToken = context.RequestAborted;
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=videos.csv";
        var query = QueryOf(StudioQuery.Of(context.Request), context) with { Limit = PageLimit.Most };
        await context.Response.WriteAsync(VideoCsv.Head, cancellationToken);
        for (var more = true; more;)
        {
            var page = await videos.ListAsync(query, cancellationToken);
            var text = new StringBuilder();
            foreach (var video in page.Items)
                VideoCsv.Append(text, video);
            await context.Response.WriteAsync(text.ToString(), cancellationToken);
            more = page.NextCursor is not null;
            query = query with { After = page.NextCursor };
        }
    }

    private static VideoQuery QueryOf(StudioQuery asked, HttpContext context)
    {
        var everybody = asked.All == "1" && context.User.IsAdmin();
        var caller = context.User.UserId();
        return new VideoQuery
        {
            Viewer = caller,
            IncludeAll = everybody,
            Owner = everybody ? null : caller,
            Text = string.IsNullOrWhiteSpace(asked.Q) ? null : asked.Q.Trim(),
            Visibility = asked.Filter == "drafts" ? Visibility.Private : null,
            States = asked.Filter switch
            {
                "making" => [VideoState.Uploaded, VideoState.Processing, VideoState.Playable],
                "failed" => [VideoState.Failed],
                _ => [],
            },
            Sort = PageEndpoints.OrderOf(asked.Order),
        };
    }
}

/// <summary>The studio's address: words, filter, order, and "1" for everybody's videos.</summary>
internal sealed record StudioQuery(string? Q, string? Show, string? Sort, string? All)
{
    public static StudioQuery Of(HttpRequest request) =>
        new(request.Query["q"], request.Query["show"], request.Query["sort"], request.Query["all"]);

    public string Filter => PageEndpoints.StudioFilters.Contains(Show) ? Show! : "all"; // Contains() found it.

    public string Order => PageEndpoints.LibraryOrders.Contains(Sort) ? Sort! : "newest"; // Contains() found it.
}
