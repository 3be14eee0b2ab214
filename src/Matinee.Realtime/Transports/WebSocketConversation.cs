using System.Net.Sockets;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>
/// What a client says on its WebSocket, from the first frame to the last. It begins on a request, because who connects is told by one; once the client is
/// known, it leaves the request where the stream can, and all that the server keeps for a request is free again.
/// </summary>
internal sealed class WebSocketConversation(ClientSession session, Stream stream, WebSocketReader reader)
{
    /// <summary>Returns when it is over, or goes on without the request.</summary>
    public async Task RunAsync(HttpContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Connection.Ended, context.RequestAborted);
        if (!await HoldAsync(context, stop.Token))
            return;
        session.LeaveRequest();
        using (ExecutionContext.SuppressFlow()) // it would keep what hangs on the request
            _ = HoldAsync(null, session.Connection.Ended);
    }

    // True: it has left the request. Waits itself, and not further down: what waits is kept for every connection.
    private async Task<bool> HoldAsync(HttpContext? request, CancellationToken cancellationToken)
    {
        var hasLeft = false;
        try
        {
            do
            {
                if (request is not null && session.Client is not null && stream is DirectStream direct && direct.TryLeave())
                    return hasLeft = true;
                await reader.WaitAsync(cancellationToken);
            }
            while (await TakeAsync(cancellationToken));
        }
        catch (WebSocketException e)
        {
            session.Connection.Disconnect(e.Code == WebSocketException.TooBig ? Disconnects.MessageTooBig : new DisconnectAdvice(e.Code, e.Message));
            await PartAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side went, or we told it to.
        }
        catch (Exception e) when (request is null)
        {
            // The boundary of a connection that no request stands around any more.
            session.Fail(e);
        }
        finally
        {
            if (!hasLeft)
                await EndAsync();
        }

        return false;
    }

    // False: it was the last.
    private async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        var (opcode, payload) = await reader.ReadAsync(cancellationToken);
        switch (opcode)
        {
            case WebSocketHeader.Text or WebSocketHeader.Binary:
                if (session.Connection.Advice is null)
                    await session.HandleAsync(payload, cancellationToken);
                return true;
            case WebSocketHeader.Ping:
                session.Connection.Send(Wire.WebSocketFrame(WebSocketHeader.Pong, payload.Span), FrameClass.Reply);
                return true;
            case WebSocketHeader.Close:
                // Whoever closes first is answered in kind; our own close frame is an answer too.
                if (!payload.IsEmpty && session.Connection.Advice is null)
                    session.Connection.Send(Wire.WebSocketFrame(WebSocketHeader.Close, payload.Span[..2]), FrameClass.Reply);
                return false;
            default:
                return true;
        }
    }

    // What broke the rules is not read any more, but hears why.
    private static async Task PartAsync(HttpContext? request, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            request?.Abort();
        }
    }

    private async Task EndAsync()
    {
        reader.Dispose();
        await session.EndAsync();
        await stream.DisposeAsync();
    }
}
