using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Matinee.App.Http;

/// <summary>Turns a kind and a sentence into <c>application/problem+json</c>.</summary>
public static class Problems
{
    /// <param name="kind">From <see cref="ProblemKinds"/>.</param>
    /// <param name="detail">One or two sentences: what happened, and what to do about it.</param>
    /// <param name="retryAfter">Adds <c>retryAfterMs</c>; the exception handler and limiters also send <c>Retry-After</c>.</param>
    /// <param name="errors">Field errors by camelCase name, for <see cref="ProblemKinds.Invalid"/>.</param>
    public static ProblemHttpResult Of(
        ProblemKind kind, string detail, TimeSpan? retryAfter = null, IReadOnlyDictionary<string, string[]>? errors = null) =>
        TypedResults.Problem(Describe(kind, detail, retryAfter, errors));

    public static ProblemDetails Describe(
        ProblemKind kind, string detail, TimeSpan? retryAfter = null, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var problem = new ProblemDetails
        {
            Type = $"/docs/errors#{kind.Code}",
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail,
        };
        problem.Extensions["code"] = kind.Code;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString();
        if (retryAfter is { } wait)
            problem.Extensions["retryAfterMs"] = (long)wait.TotalMilliseconds;
        if (errors is not null)
            problem.Extensions["errors"] = errors;
        return problem;
    }
}
