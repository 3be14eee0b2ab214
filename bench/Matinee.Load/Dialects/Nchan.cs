using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>nchan's WebSocket subscribers and publishers: the channel is in the address, a message is the payload.</summary>
internal sealed class Nchan : IDialect
{
    public string PathFor(LoadSocket socket) => (socket.Role == SocketRole.Publisher ? "/publish?id=" : "/join?id=") + socket.Topic.Name;

    public void Open(LoadSocket socket) => socket.Ready();

    // A publisher hears how many messages are kept, which holds no stamp.
    public void Read(LoadSocket socket, ReadOnlySpan<byte> message) => socket.Arrive(message);

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) => socket.SendText([.. "\""u8, .. text, .. "\""u8]);

    public void KeepAlive(LoadSocket socket)
    {
    }
}
