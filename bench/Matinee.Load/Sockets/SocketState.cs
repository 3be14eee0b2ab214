namespace Matinee.Load.Sockets;

internal enum SocketState
{
    Closed,
    Connecting,
    Shaking,

    /// <summary>The handshake is done, the topic is not joined.</summary>
    Open,

    Ready,
    Failed,
}
