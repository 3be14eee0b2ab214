using System.Net.Sockets;

namespace Matinee.Realtime.Transports;

/// <summary>A socket to read and to write, which stays open. What the socket takes at once is written on the thread that writes.</summary>
internal class SocketStream(Socket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    protected Socket Socket => socket;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reads are asynchronous.");

    /// <summary>To be called once the socket has <see cref="Socket.Blocking"/> off.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int sent;
        SocketError error;
        try
        {
            sent = socket.Send(buffer.Span, SocketFlags.None, out error);
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

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The peer reads more slowly than we write: the queue behind this waits, and nobody else does.
    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        try
        {
            while (!rest.IsEmpty)
                rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
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
