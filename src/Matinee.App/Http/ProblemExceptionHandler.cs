using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Http;

/// <summary>The last resort of a request: every exception becomes a problem, and only ours are logged as errors.</summary>
internal sealed partial class ProblemExceptionHandler(IEnumerable<ExceptionProblem> known, ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    private static readonly TimeSpan DatabaseRetry = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        await ProblemWriter.WriteAsync(httpContext, Describe(exception));
        return true;
    }

    private ProblemDetails Describe(Exception exception)
    {
        if (exception is BadHttpRequestException bad)
            return Problems.Describe(ProblemWriter.KindOf(bad.StatusCode), Explain(bad));
        if (known.FirstOrDefault(mapping => mapping.Exception.IsInstanceOfType(exception)) is { } problem)
        {
            HttpLog.Unavailable(log, exception, problem.Kind.Code);
            return Problems.Describe(problem.Kind, problem.Detail, problem.RetryAfter);
        }
        if (exception is DbException)
        {
            HttpLog.Unavailable(log, exception, ProblemKinds.Unavailable.Code);
            return Problems.Describe(ProblemKinds.Unavailable, "The database does not answer. Try again in a moment.", DatabaseRetry);
        }
        HttpLog.Failed(log, exception);
        return Problems.Describe(ProblemKinds.Internal, "The request failed on our side. The trace id finds it in the log.");
    }

    // The framework's sentences name handler parameters; what stands in a JSON error's message is the caller's own input.
    private static string Explain(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => "The body is larger than this request may be.",
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => "Send the body as application/json.",
        { InnerException: JsonException { Path: { Length: > 1 } path } } => $"The value at {path} is missing or of the wrong kind.",
        { InnerException: JsonException } => "The body is not the JSON this request takes.",
        _ when Binding().Match(bad.Message) is { Success: true } m => $"'{m.Groups["value"]}' is not a value that '{m.Groups["name"]}' takes.",
        _ => bad.Message,
    };

    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.{0,100})"\.$""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Binding();
}
