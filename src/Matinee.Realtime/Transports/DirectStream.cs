using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>
/// An upgraded stream whose writes go into the socket itself, on the thread that sends: the server's own pipe would copy each and hand it to another
/// thread, and the last of 1,000 members would wait for all those hand-overs. Only where nothing stands between stream and socket: no TLS, no middleware
/// of the host. Who writes before a byte of the client has come goes through the pipe, and stays there: only a client that has spoken is known to have read
/// the handshake's answer, which would be overtaken otherwise.
/// </summary>
internal sealed class DirectStream : Stream
{
    private readonly Stream _upgraded;
    private readonly Socket _socket;
    private bool _isAnswered;
    private bool? _isDirect; // one or the other for all the writes of a connection: none overtakes another

    /// <param name="socket">What <paramref name="upgraded"/> ends in.</param>
    internal DirectStream(Stream upgraded, Socket socket) => (_upgraded, _socket) = (upgraded, socket);

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
        return new DirectStream(upgraded, socket);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isDirect ??= BeginDirectly();
        if (_isDirect == false)
            return _upgraded.WriteAsync(buffer, cancellationToken);
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

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _upgraded.ReadAsync(buffer, cancellationToken);
        Volatile.Write(ref _isAnswered, true);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

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

    private bool BeginDirectly()
    {
        if (!Volatile.Read(ref _isAnswered))
            return false;
        try
        {
            _socket.Blocking = false;
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
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
