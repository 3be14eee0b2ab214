using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Http;

/// <summary>
/// Every answer names the id under which its log lines are found: the caller's own <c>X-Correlation-Id</c> when it is tame,
/// otherwise the trace id (W3C <c>traceparent</c> is the framework's business).
/// </summary>
internal sealed class Correlation(RequestDelegate next, ILogger<Correlation> log)
{
    public const string Header = "X-Correlation-Id";

    private const int MaximumLength = 64;

    private static readonly SearchValues<char> Tame = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

    public async Task InvokeAsync(HttpContext context)
    {
        var id = Choose(context.Request.Headers[Header].ToString()) ?? Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        context.TraceIdentifier = id;
        context.Response.OnStarting(static state =>
        {
            var (response, value) = ((HttpResponse, string))state;
            response.Headers[Header] = value;
            return Task.CompletedTask;
        }, (context.Response, id));
        using (log.BeginScope(new CorrelationScope(id)))
            await next(context);
    }

    private static string? Choose(string asked) =>
        asked.Length is > 0 and <= MaximumLength && !asked.AsSpan().ContainsAnyExcept(Tame) ? asked : null;

    private sealed class CorrelationScope(string id) : List<KeyValuePair<string, object>>([new("CorrelationId", id)])
    {
        public override string ToString() => $"CorrelationId:{id}";
    }
}
