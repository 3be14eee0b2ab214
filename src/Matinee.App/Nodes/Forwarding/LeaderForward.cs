using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Forwarding;

/// <summary>Sends a request on to the leader as it came, and its answer back. All nodes know the same credentials, so the caller stays who it is.</summary>
internal sealed class LeaderForward(NodeHttp http, NodeIdentity node, TimeProvider time, ILogger<LeaderForward> log)
{
    /// <summary>A request that bears it is not forwarded again.</summary>
    public const string Mark = "X-Matinee-Forwarded-By";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    /// <summary>Of a connection (RFC 9110 section 7.6.1), or made anew by each node.</summary>
    private static readonly FrozenSet<string> Own = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Host", "Expect", "Date", "Server", "traceparent", "tracestate", LeaderHeaders.Node, LeaderHeaders.Leader, LeaderHeaders.IsLeader, Mark, "X-Correlation-Id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <returns>False when the leader was not reached: nothing was sent, and the request is whole.</returns>
    public async Task<bool> TryAsync(HttpContext context, Uri leader, string name)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var deadline = time.CreateTimer(_ => patience.Cancel(), null, AnswersWithin, Timeout.InfiniteTimeSpan);
        HttpResponseMessage answer;
        try
        {
            using var message = MessageOf(context, leader);
            answer = await http.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            ForwardLog.NotReached(log, name, leader, e.Message);
            return false;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            ForwardLog.NotAnswered(log, name, leader, e.Message);
            await ProblemWriter.WriteAsync(context, Problems.Describe(
                ProblemKinds.Unavailable, $"The leader {name} was asked and did not say what became of it. Look, or send it again with the same Idempotency-Key.", ComeBack));
            return true;
        }

        using (answer)
            await AnswerAsync(context, answer);
        return true;
    }

    private HttpRequestMessage MessageOf(HttpContext context, Uri leader)
    {
        var request = context.Request;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(leader, request.PathBase + request.Path + request.QueryString));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            message.Content = new StreamContent(request.Body);
            message.Content.Headers.ContentLength = request.ContentLength;
        }

        foreach (var (key, values) in request.Headers)
        {
            // A connection names headers of its own, too.
            if (Own.Contains(key) || request.Headers.Connection.Any(list => list?.Contains(key, StringComparison.OrdinalIgnoreCase) == true))
                continue;
            if (!message.Headers.TryAddWithoutValidation(key, (IEnumerable<string?>)values))
                message.Content?.Headers.TryAddWithoutValidation(key, (IEnumerable<string?>)values);
        }

        message.Headers.Host = request.Host.Value;
        message.Headers.TryAddWithoutValidation("X-Correlation-Id", context.TraceIdentifier);
        message.Headers.TryAddWithoutValidation(Mark, node.Id);
        return message;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        Copy(answer.Headers, response.Headers);
        Copy(answer.Content.Headers, response.Headers);
        if (response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static void Copy(HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var (key, values) in from.NonValidated)
        {
            if (!Own.Contains(key))
                to[key] = values.ToArray();
        }
    }
}
