using System.Net.Sockets;
using Matinee.Realtime.Transports.Listening;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Transports;

/// <summary>
/// An upgraded stream whose writes go into the socket itself, on the thread that sends: the server's own pipe would copy each and hand it to another
/// thread, and the last of 1,000 members would wait for all those hand-overs. Only where nothing stands between stream and socket: no TLS, no middleware
/// of the host. Who writes before a byte of the client has come goes through the pipe, and stays there: only a client that has spoken is known to have read
/// the handshake's answer, which would be overtaken otherwise. Some can leave the server (<see cref="TryLeave"/>), and are read from the socket itself then.
/// </summary>
internal sealed class DirectStream : SocketStream
{
    private LeavingConnection? _leaving;
    private Stream? _upgraded; // null: it has left the server
    private ReadOnlyMemory<byte> _unread;
    private bool _isAnswered;
    private bool? _isDirect; // one or the other for all the writes of a connection: none overtakes another

    /// <param name="socket">What <paramref name="upgraded"/> ends in.</param>
    /// <param name="leaving">Null: it cannot leave the server.</param>
    internal DirectStream(Stream upgraded, Socket socket, LeavingConnection? leaving = null)
        : base(socket) => (_upgraded, _leaving) = (upgraded, leaving);

    /// <summary>The same stream where its bytes have to go through more than the socket.</summary>
    public static Stream Over(Stream upgraded, HttpContext context)
    {
        if (LeavingConnection.Of(context) is { } leaving)
            return new DirectStream(upgraded, leaving.Socket, leaving);
        if (context.Features.Get<IConnectionSocketFeature>() is not { Socket: var socket } feature
            || context.Features.Get<IConnectionTransportFeature>() is not { Transport: var pipe } || pipe.GetType().Assembly != feature.GetType().Assembly)
            return upgraded; // what wraps the transport's own pipe comes from another assembly than the transport
        return new DirectStream(upgraded, socket);
    }

    /// <summary>
    /// Takes the socket out of the server: the request may end, and this stream goes on. To be called while nothing is being read. False: it goes on only for
    /// as long as the request.
    /// </summary>
    public bool TryLeave()
    {
        if (_leaving is null || _isDirect != true)
            return false;
        _unread = _leaving.Leave();
        (_upgraded, _leaving) = (null, null);
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isDirect ??= BeginDirectly();
        return _isDirect == false && _upgraded is { } upgraded ? upgraded.WriteAsync(buffer, cancellationToken) : base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_upgraded is { } upgraded)
            return ReadAsync(upgraded, buffer, cancellationToken);
        if (_unread.IsEmpty)
            return base.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, _unread.Length);
        _unread[..count].CopyTo(buffer);
        _unread = count < _unread.Length ? _unread[count..] : default;
        return ValueTask.FromResult(count);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_upgraded is { } upgraded)
            await upgraded.DisposeAsync();
        else
            LeavingConnection.Close(Socket);
        await base.DisposeAsync();
    }

    private async ValueTask<int> ReadAsync(Stream upgraded, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await upgraded.ReadAsync(buffer, cancellationToken);
        Volatile.Write(ref _isAnswered, true);
        return read;
    }

    private bool BeginDirectly()
    {
        if (!Volatile.Read(ref _isAnswered))
            return false;
        try
        {
            Socket.Blocking = false;
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
