using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Matinee.App.Pages;

internal static class PageEndpoints
{
    /// <summary>Words of <c>?sort=</c>; the first is the one without a parameter.</summary>
    public static IReadOnlyList<string> LibraryOrders { get; } = ["newest", "oldest", "title", "views", "longest", "shortest"];

    public static IReadOnlyList<string> StudioFilters { get; } = ["all", "making", "failed", "drafts"];

    public static ErrorPage ErrorPage { get; } = ShowErrorAsync;

    public static async Task<RazorComponentResult> Library(
        string? q, string? show, string? sort, PageCursor? cursor, HttpContext context, VideoStore videos, VideoFaces faces, StartedVideos started)
    {
        var (user, cancellationToken) = (context.User, context.RequestAborted);
        var filter = user.FindUserId() is not null && show is "mine" or "public" or "members" ? show : "all";
        var order = LibraryOrders.Contains(sort) ? sort! : LibraryOrders[0]; // Contains() found it.
        var query = new VideoQuery
        {
            Viewer = user.FindUserId(),
            IncludeMembers = user.Role() >= Role.Member,
            Text = string.IsNullOrWhiteSpace(q) ? null : q.Trim(),
            Owner = filter == "mine" ? user.FindUserId() : null,
            Visibility = filter switch { "public" => Visibility.Public, "members" => Visibility.Members, _ => null },
            States = [VideoState.Uploaded, VideoState.Processing, VideoState.Playable, VideoState.Ready, VideoState.Failed],
            Sort = OrderOf(order),
            After = cursor,
        };
        var page = await videos.ListAsync(query, cancellationToken);
        var visit = PageVisit.Of(context);
        var next = page.NextCursor is { } place ? PageAddress.With(visit, ("cursor", place.ToString())) : null;
        var begun = query.Text is null && filter == "all" && cursor is null ? await started.ForAsync(context) : [];
        var view = new LibraryView(visit, query.Text, filter, order, begun, await faces.ForAsync(page.Items, context), next, cursor is null);
        return Html.Page<LibraryPage>(context, (nameof(LibraryPage.View), view));
    }

    public static RazorComponentResult Upload(HttpContext context) => Html.Page<UploadPage>(context);

    public static RazorComponentResult Search(HttpContext context) => Html.Page<SearchPage>(context);

    public static VideoSort OrderOf(string word) => LibraryWords.TryParse<VideoSort>(word, out var order) ? order : VideoSort.Newest;

    private static Task ShowErrorAsync(HttpContext context, ProblemDetails problem) =>
        Html.Page<FailurePage>(context, context.Response.StatusCode, (nameof(FailurePage.Problem), problem)).ExecuteAsync(context);
}
