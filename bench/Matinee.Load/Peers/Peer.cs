using Matinee.Load.Dialects;
using Matinee.Load.Sockets;

namespace Matinee.Load.Peers;

/// <summary>A server of the tables, and how it is spoken to.</summary>
/// <param name="Name">As arguments have it.</param>
/// <param name="Title">As tables have it.</param>
/// <param name="Recovers">Who comes back is given what it missed.</param>
internal sealed record Peer(string Name, string Title, PeerProgram Program, IDialect Dialect, bool Recovers = false)
{
    public static IReadOnlyList<Peer> All { get; } =
    [
        new("matinee-protobuf", "Matinee, Protobuf", PeerProgram.Matinee, new CentrifugeProtobuf(), Recovers: true),
        new("matinee-json", "Matinee, JSON", PeerProgram.Matinee, new CentrifugeJson(), Recovers: true),
        new("signalr-messagepack", "SignalR, MessagePack", PeerProgram.SignalR, new SignalRMessagePack()),
        new("signalr-json", "SignalR, JSON", PeerProgram.SignalR, new SignalRJson()),
        new("nchan", "nchan", PeerProgram.Nchan, new Nchan()),
        new("ws", "ws", PeerProgram.Ws, new PlainSocket()),
        new("socket.io", "Socket.IO", PeerProgram.SocketIo, new SocketIo()),
    ];

    public bool IsOurs => Program == PeerProgram.Matinee;
}
