using System.Net;

namespace Matinee.Client.Http;

/// <summary>The server answered with a problem (RFC 9457).</summary>
public sealed class MatineeException : Exception
{
    public MatineeException(HttpStatusCode status, string code, string title, string? detail, TimeSpan? retryAfter, string? traceId, Exception? inner = null)
        : base(detail ?? title, inner) =>
        (Status, Code, Title, Detail, RetryAfter, TraceId) = (status, code, title, detail, retryAfter, traceId);

    public HttpStatusCode Status { get; }

    /// <summary>Stable name of the problem, for example <c>rate_limited</c>; <c>http_NNN</c> when what answered was not Matinee.</summary>
    public string Code { get; }

    public string Title { get; }

    /// <summary>What happened, and what to do about it.</summary>
    public string? Detail { get; }

    /// <summary>When to try again, where the server said so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Finds the request in the server's log.</summary>
    public string? TraceId { get; }

    /// <summary>Field errors by name.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();
}
