using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports.Listening;

/// <summary>
/// A connection that its request may leave, and live on without the server: what Kestrel keeps of a request and its connection is some 9 KiB for as long as
/// the request lasts, and nobody needs it of a WebSocket once its session stands.
/// </summary>
internal sealed class LeavingConnection : DefaultConnectionContext, IConnectionSocketFeature
{
    private readonly Pair _pipes;
    private bool _hasLeft;

    public LeavingConnection(Socket socket)
        : base(Guid.CreateVersion7().ToString("N"))
    {
        Socket = socket;
        (LocalEndPoint, RemoteEndPoint) = (socket.LocalEndPoint, socket.RemoteEndPoint);
        socket.Blocking = false;
        var stream = new ServersStream(socket);
        Transport = _pipes = new Pair(PipeReader.Create(stream, new StreamPipeReaderOptions(useZeroByteReads: true, leaveOpen: true)), PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set(this);
    }

    public Socket Socket { get; }

    /// <summary>The one below a request; null where there is none, or where something stands between it and the request.</summary>
    public static LeavingConnection? Of(HttpContext context) =>
        context.Features.Get<LeavingConnection>() is { } own && ReferenceEquals(context.Features.Get<IConnectionTransportFeature>()?.Transport, own._pipes) ? own : null;

    /// <summary>From now on the socket is the caller's; returns what was read of it and given to nobody. To be called while nothing is read or written through the request.</summary>
    public ReadOnlyMemory<byte> Leave()
    {
        _hasLeft = true;
        if (!_pipes.Input.TryRead(out var read))
            return default;
        var rest = read.Buffer.ToArray();
        _pipes.Input.AdvanceTo(read.Buffer.End);
        return rest;
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        base.Abort(abortReason);
        if (!_hasLeft)
            Socket.Dispose();
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_hasLeft)
            Close(Socket);
        await base.DisposeAsync();
    }

    /// <summary>What was written still arrives.</summary>
    public static void Close(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }

        socket.Dispose();
    }

    // What the server takes for the ordinary end of a connection.
    private sealed class ServersStream(Socket socket) : SocketStream(socket)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await base.ReadAsync(buffer, cancellationToken);
            }
            catch (SocketException e)
            {
                throw new ConnectionResetException(e.Message, e);
            }
            catch (ObjectDisposedException e)
            {
                throw new ConnectionAbortedException(e.Message, e);
            }
        }
    }

    private sealed class Pair(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
