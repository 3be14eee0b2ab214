using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Matinee.Realtime.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Matinee.Realtime.Transports;

/// <summary><c>/connection/sse</c>, <c>/connection/http_stream</c> and <c>/connection/uni_sse</c>: answers that do not end; commands come by <c>/emulation</c>.</summary>
internal static class StreamTransport
{
    private const string Protobuf = "application/octet-stream";

    public static async Task EventsAsync(HttpContext context, SessionStarter starter)
    {
        using var place = starter.Admit(context);
        if (place is null)
            return;
        var connect = System.Text.Encoding.UTF8.GetBytes(context.Request.Query["cf_connect"].ToString());
        await RunAsync(context, starter, place, Wire.Events, "text/event-stream", session => session.HandleAsync(connect, session.Connection.Ended));
    }

    public static async Task StreamAsync(HttpContext context, SessionStarter starter)
    {
        using var place = starter.Admit(context);
        if (place is null)
            return;
        var isBinary = context.Request.ContentType?.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase) == true;
        if (await SmallBody.ReadAsync(context.Request, starter.Options.MessageBytes, context.RequestAborted) is not { } connect)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await RunAsync(context, starter, place, isBinary ? Wire.StreamProtobuf : Wire.StreamJson, isBinary ? Protobuf : "application/json",
            session => session.HandleAsync(connect, session.Connection.Ended));
    }

    /// <summary>For dashboards and curl: the channels are those that the policy gives without being asked.</summary>
    public static async Task OneWayAsync(HttpContext context, SessionStarter starter)
    {
        using var place = starter.Admit(context);
        if (place is null)
            return;
        if (OneWayRequest.TryRead(context.Request) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await RunAsync(context, starter, place, Wire.OneWayEvents, "text/event-stream", session => session.ConnectOneWayAsync(request, session.Connection.Ended), isOneWay: true);
    }

    private static async Task RunAsync(HttpContext context, SessionStarter starter, AddressPlace place, Wire wire, string contentType, Func<ClientSession, Task> begin, bool isOneWay = false)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "private, no-cache, no-store, must-revalidate, max-age=0";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var session = starter.Start(context, wire, context.Response.Body, place, isOneWay);
        try
        {
            using var gone = context.RequestAborted.Register(static it => ((ClientSession)it!).Connection.Abandon(Disconnects.ConnectionClosed), session); // the state given here
            await begin(session);
            await Task.Delay(Timeout.Infinite, session.Connection.Ended);
        }
        catch (OperationCanceledException)
        {
            // The end of every stream.
        }
        finally
        {
            await session.EndAsync();
        }
    }
}
