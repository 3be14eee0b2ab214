using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary><c>/connection/websocket</c>.</summary>
internal static class WebSocketTransport
{
    private const string ProtobufProtocol = "centrifuge-protobuf";
    private const string JsonProtocol = "centrifuge-json";

    public static async Task RunAsync(HttpContext context, SessionStarter starter)
    {
        using var place = starter.Admit(context);
        if (place is null)
            return;
        var subProtocol = Offered(context, ProtobufProtocol) ? ProtobufProtocol : Offered(context, JsonProtocol) ? JsonProtocol : null;
        var wire = subProtocol == ProtobufProtocol || context.Request.Query["cf_protocol"] == "protobuf" ? Wire.WebSocketProtobuf : Wire.WebSocketJson;
        var deflates = starter.Options.Deflates && WebSocketHandshake.OffersDeflate(context.Request);
        if (await WebSocketHandshake.AcceptAsync(context, subProtocol, deflates) is not { } stream)
            return;
        await using (stream)
        {
            var session = starter.Start(context, deflates ? wire.Deflated : wire, stream, place);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Connection.Ended, context.RequestAborted);
            using var reader = new WebSocketReader(stream, starter.Options.MessageBytes, deflates);
            try
            {
                await ReadAsync(session, reader, stop.Token);
            }
            catch (WebSocketException e)
            {
                session.Connection.Disconnect(e.Code == WebSocketException.TooBig ? Disconnects.MessageTooBig : new DisconnectAdvice(e.Code, e.Message));
                await PartAsync(session, context);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // The other side went, or we told it to.
            }
            finally
            {
                await session.EndAsync();
            }
        }
    }

    private static async Task ReadAsync(ClientSession session, WebSocketReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (opcode, payload) = await reader.ReadAsync(cancellationToken);
            switch (opcode)
            {
                case WebSocketHeader.Text or WebSocketHeader.Binary:
                    if (session.Connection.Advice is null)
                        await session.HandleAsync(payload, cancellationToken);
                    break;
                case WebSocketHeader.Ping:
                    session.Connection.Send(Wire.WebSocketFrame(WebSocketHeader.Pong, payload.Span), FrameClass.Reply);
                    break;
                case WebSocketHeader.Close:
                    // Whoever closes first is answered in kind; our own close frame is an answer too.
                    if (!payload.IsEmpty && session.Connection.Advice is null)
                        session.Connection.Send(Wire.WebSocketFrame(WebSocketHeader.Close, payload.Span[..2]), FrameClass.Reply);
                    return;
            }
        }
    }

    // What broke the rules is not read any more, but hears why.
    private static async Task PartAsync(ClientSession session, HttpContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, session.Connection.Ended).WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static bool Offered(HttpContext context, string protocol) =>
        context.Request.Headers.SecWebSocketProtocol.Any(h => h is not null && h.Split(',', StringSplitOptions.TrimEntries).Contains(protocol));
}
