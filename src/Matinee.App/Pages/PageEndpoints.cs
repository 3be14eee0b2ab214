using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Matinee.App.Pages;

internal static class PageEndpoints
{
    public static ErrorPage ErrorPage { get; } = ShowErrorAsync;

    private static Task ShowErrorAsync(HttpContext context, ProblemDetails problem) =>
        Html.Page<FailurePage>(context, context.Response.StatusCode, (nameof(FailurePage.Problem), problem))
            .ExecuteAsync(context);
}
