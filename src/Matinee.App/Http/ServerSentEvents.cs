using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Http;

/// <summary>
/// Answers with <c>text/event-stream</c> (HTML Living Standard 9.2). Ends when the events end, when the client leaves, or
/// when the server stops: then the client reconnects, here or to another node. A comment every 15 s keeps proxies from
/// closing a quiet stream (their usual limit is 60 s) and discovers clients that are gone; as often the caller is looked at
/// again, so that a session that has ended ends its streams. A node that is about to leave says so once, as the event
/// <c>NodeLeaving</c>: a client that knows another node may go there.
/// </summary>
public sealed class ServerSentEvents : IResult
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly ServerSentEvent Leaving = new("NodeLeaving", "{}");

    private readonly IAsyncEnumerable<ServerSentEvent> _events;

    private ServerSentEvents(IAsyncEnumerable<ServerSentEvent> events) => _events = events;

    /// <param name="events">Cancelled when the client leaves or the server stops.</param>
    public static ServerSentEvents Of(IAsyncEnumerable<ServerSentEvent> events) => new(events);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            // Headers at once: a client is connected before the first event happens.
            Write(response.BodyWriter, ":\n\n");
            await response.BodyWriter.FlushAsync(stopping.Token);
            await SendAsync(httpContext, services.GetRequiredService<TimeProvider>(), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The ordinary end: the client left, or this node stops.
        }
    }

    private async Task SendAsync(HttpContext context, TimeProvider time, CancellationTokenSource stopping)
    {
        var body = context.Response.BodyWriter;
        await using var events = _events.GetAsyncEnumerator(stopping.Token);
        var next = events.MoveNextAsync().AsTask();
        var checkedAt = time.GetTimestamp();
        var leaving = context.RequestServices.GetService<LeavingNotice>()?.Token ?? CancellationToken.None;
        var told = false;
        try
        {
            while (true)
            {
                var quiet = await IsQuietAsync(next, time, told ? CancellationToken.None : leaving, stopping.Token);
                if (leaving.IsCancellationRequested && !told)
                {
                    Write(body, Leaving);
                    told = true;
                }

                if (quiet)
                {
                    Write(body, ":\n\n");
                }
                else if (await next)
                {
                    Write(body, events.Current);
                    next = events.MoveNextAsync().AsTask();
                }
                else
                {
                    return;
                }
                await body.FlushAsync(stopping.Token);
                if (time.GetElapsedTime(checkedAt) < Heartbeat)
                    continue;
                checkedAt = time.GetTimestamp();
                if (context.RequestServices.GetService<CallerCheck>() is { } mayStay && !await mayStay(context.User, stopping.Token))
                    return;
            }
        }
        finally
        {
            // An enumerator must not be disposed while a move is under way.
            if (!next.IsCompleted)
            {
                await stopping.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<bool> IsQuietAsync(Task<bool> next, TimeProvider time, CancellationToken leaving, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, cancellationToken);
        try
        {
            await next.WaitAsync(Heartbeat, time, either.Token);
            return false;
        }
        catch (OperationCanceledException) when (!next.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        catch (TimeoutException) when (!next.IsCompleted)
        {
            return true;
        }
    }

    private static void Write(PipeWriter body, ServerSentEvent message)
    {
        if (message.Id is { } id)
            Write(body, $"id: {Line(id)}\n");
        Write(body, $"event: {Line(message.Name)}\n");
        foreach (var line in message.Data.ReplaceLineEndings("\n").Split('\n'))
            Write(body, $"data: {line}\n");
        Write(body, "\n");
    }

    // A line break inside an id or a name would let its author write events of their own.
    private static string Line(string text) => text.AsSpan().ContainsAny('\r', '\n') ? text.ReplaceLineEndings(" ") : text;

    private static void Write(PipeWriter body, string text) => Encoding.UTF8.GetBytes(text, body);
}
