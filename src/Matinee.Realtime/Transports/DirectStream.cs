using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>
/// An upgraded stream whose writes go into the socket itself, on the thread that sends: the server's own pipe would copy each and hand it to another
/// thread, and the last of 1,000 members would wait for all those hand-overs. Only where nothing stands between stream and socket: no TLS, no middleware
/// of the host. The first write has to follow bytes of the client, so that the handshake's answer has left.
/// </summary>
internal sealed class DirectStream : Stream
{
    private readonly Stream _upgraded;
    private readonly Socket _socket;

    private DirectStream(Stream upgraded, Socket socket) => (_upgraded, _socket) = (upgraded, socket);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The same stream where its bytes have to go through more than the socket.</summary>
    public static Stream Over(Stream upgraded, HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>() is not { Socket: var socket } feature
            || context.Features.Get<IConnectionTransportFeature>() is not { Transport: var pipe } || pipe.GetType().Assembly != feature.GetType().Assembly)
            return upgraded; // what wraps the transport's own pipe comes from another assembly than the transport
        socket.Blocking = false;
        return new DirectStream(upgraded, socket);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int sent;
        SocketError error;
        try
        {
            sent = _socket.Send(buffer.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The connection was closed meanwhile.", e);
        }

        if (error is not (SocketError.Success or SocketError.WouldBlock))
            throw new IOException("The socket is gone: " + error);
        if (error == SocketError.WouldBlock)
            sent = 0;
        return sent == buffer.Length ? ValueTask.CompletedTask : WriteRestAsync(buffer[sent..], cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writes are asynchronous.");

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _upgraded.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _upgraded.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reads are asynchronous.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await _upgraded.DisposeAsync();
        await base.DisposeAsync();
    }

    // The peer reads more slowly than we write: the queue behind this waits, and nobody else does.
    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        try
        {
            while (!rest.IsEmpty)
                rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
        }
        catch (SocketException e)
        {
            throw new IOException("The socket is gone: " + e.SocketErrorCode, e);
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("The connection was closed meanwhile.", e);
        }
    }
}
