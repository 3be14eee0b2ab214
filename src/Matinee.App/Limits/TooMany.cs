using Matinee.App.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Matinee.App.Limits;

/// <summary>The answer of every limit: 429 and when to come back.</summary>
public static class TooMany
{
    public static ProblemHttpResult Result(TimeSpan wait) => Microsoft.AspNetCore.Http.TypedResults.Problem(Problem(wait));

    internal static ProblemDetails Problem(TimeSpan wait) => Problems.Describe(
        ProblemKinds.RateLimited, $"Too many requests. Try again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s.", wait);
}
