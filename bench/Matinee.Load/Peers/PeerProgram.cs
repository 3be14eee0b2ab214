namespace Matinee.Load.Peers;

internal enum PeerProgram
{
    Matinee,
    SignalR,
    Nchan,
    Ws,
    SocketIo,
}
