using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Transports.Listening;

/// <summary>Looks at the first bytes of each connection, without taking them, to know whose it is.</summary>
internal sealed class LeavingListener : IConnectionListener
{
    private const int MostUnheard = 1024;
    private const int Glance = 256;
    private static readonly byte[] Ours = Encoding.ASCII.GetBytes(WebSocketTransport.Path);
    // Who says nothing for so long is Kestrel's, whose limits end it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Channel<ConnectionContext> _sorted = Channel.CreateUnbounded<ConnectionContext>(); // bounded by the descriptors of the process, like Kestrel's own
    private readonly Socket _socket;
    private readonly SocketTransportOptions _options;
    private readonly SocketConnectionContextFactory _others;
    private readonly Task _accepting;
    private int _unheard;

    /// <param name="socket">Which listens.</param>
    public LeavingListener(Socket socket, SocketTransportOptions options, ILogger logger)
    {
        (_socket, _options) = (socket, options);
        EndPoint = socket.LocalEndPoint!; // it is bound
        _others = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions
            {
                IOQueueCount = options.IOQueueCount,
                MaxReadBufferSize = options.MaxReadBufferSize,
                MaxWriteBufferSize = options.MaxWriteBufferSize,
                UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
                WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
            },
            logger);
        _accepting = AcceptAllAsync();
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _sorted.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        await _accepting;
        _sorted.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync(CancellationToken.None);
        while (_sorted.Reader.TryRead(out var connection))
            await connection.DisposeAsync();
        _others.Dispose();
    }

    internal static bool IsOurs(ReadOnlySpan<byte> first)
    {
        if (!first.StartsWith("GET "u8))
            return false;
        var line = first.IndexOf((byte)'\r') is var end and >= 0 ? first[..end] : first;
        return line.IndexOf(Ours) >= 0;
    }

    private async Task AcceptAllAsync()
    {
        while (true)
        {
            Socket accepted;
            try
            {
                accepted = await _socket.AcceptAsync();
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode == SocketError.OperationAborted)
                    return;
                // It was reset while it waited, or there are no descriptors left: others may do better in a moment.
                if (e.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                    await Task.Delay(10);
                continue;
            }

            _ = SortAsync(accepted);
        }
    }

    private async Task SortAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = _options.NoDelay;
            var isOurs = await BeginsAsOursAsync(socket);
            var connection = isOurs ? new LeavingConnection(socket) : _others.Create(socket);
            if (!_sorted.Writer.TryWrite(connection))
                await connection.DisposeAsync();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            socket.Dispose();
        }
    }

    private async ValueTask<bool> BeginsAsOursAsync(Socket socket)
    {
        if (Interlocked.Increment(ref _unheard) > MostUnheard)
        {
            Interlocked.Decrement(ref _unheard);
            return false;
        }

        try
        {
            using var late = new CancellationTokenSource(Patience);
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, late.Token);
            return Peek(socket);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _unheard);
        }
    }

    private static bool Peek(Socket socket)
    {
        Span<byte> first = stackalloc byte[Glance];
        var count = socket.Available > 0 ? socket.Receive(first, SocketFlags.Peek) : 0;
        return IsOurs(first[..count]);
    }
}
