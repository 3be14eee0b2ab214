using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.Realtime.Transports.Listening;

/// <summary>
/// Kestrel's way to its TCP ports while there is a channel server: connections that begin with a WebSocket of ours can be left by the server later
/// (<see cref="LeavingConnection"/>), all others are those of Kestrel's own transport.
/// </summary>
internal sealed class LeavingListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = options.Value.CreateBoundListenSocket(endpoint);
        socket.Listen(options.Value.Backlog);
        return ValueTask.FromResult<IConnectionListener>(new LeavingListener(socket, options.Value, loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets")));
    }
}
