using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages.Watch;

internal static class WatchEndpoints
{
    public static async Task<IResult> WatchAsync(VideoId id, HttpContext context, VideoAccess access, WatchViews views, CancellationToken cancellationToken) =>
        await access.DecideAsync(id, context, cancellationToken) switch
        {
            Viewing.Allowed allowed => Html.Page<WatchPage>(
                context, (nameof(WatchPage.View), await views.ForAsync(allowed.Video, context, embedded: false, cancellationToken))),
            Viewing.Locked => Locked(context, wrong: false),
            _ => NotFound(context),
        };

    /// <summary>The password form of the page: a right one leaves its proof as a cookie, and the page is loaded again.</summary>
    public static async Task<IResult> UnlockAsync(
        VideoId id, HttpContext context, VideoAccess access, VideoUnlock unlock, TimeProvider time, CancellationToken cancellationToken)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(cancellationToken) : null;
        var password = form?["password"].ToString();
        if (await access.DecideAsync(id, context, cancellationToken) is Viewing.Hidden)
            return NotFound(context);
        if (await access.ForViewingAsync(id, context.User, password, cancellationToken) is not { } video)
            return Locked(context, wrong: true);
        var (proof, expiresAt) = unlock.Issue(video);
        context.Response.Cookies.Append(VideoUnlock.CookieName(id), proof, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            MaxAge = expiresAt - time.GetUtcNow(),
            IsEssential = true,
        });
        return TypedResults.LocalRedirect($"/watch/{id}{context.Request.QueryString}");
    }

    public static async Task<IResult> EmbedAsync(VideoId id, HttpContext context, VideoAccess access, WatchViews views, CancellationToken cancellationToken) =>
        await access.ForViewingAsync(id, context, cancellationToken) is { } video
            ? Html.Page<EmbedPage>(context, (nameof(EmbedPage.View), await views.ForAsync(video, context, embedded: true, cancellationToken)))
            : NotFound(context);

    private static RazorComponentResult Locked(HttpContext context, bool wrong) =>
        Html.Page<LockedPage>(context, wrong ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK, (nameof(LockedPage.Wrong), wrong));

    private static RazorComponentResult NotFound(HttpContext context) =>
        Html.Page<FailurePage>(context, StatusCodes.Status404NotFound, (
            nameof(FailurePage.Problem), Problems.Describe(ProblemKinds.NotFound, "There is no such video, or it is not yours to watch.")));
}
