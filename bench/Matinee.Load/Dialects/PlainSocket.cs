using System.Text;
using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>A WebSocket and nothing on it: the topic is the path, the first message says that one is in, and every other is the payload.</summary>
internal sealed class PlainSocket : IDialect
{
    public string PathFor(LoadSocket socket) => (socket.Role == SocketRole.Publisher ? "/publish/" : "/join/") + socket.Topic.Name;

    public void Open(LoadSocket socket)
    {
    }

    public void Read(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        if (socket.State == SocketState.Ready)
            socket.Arrive(message);
        else if (message.SequenceEqual("in"u8))
            socket.Ready();
        else
            throw new InvalidDataException("Not understood: " + Encoding.UTF8.GetString(message));
    }

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) => socket.SendText([.. "\""u8, .. text, .. "\""u8]);

    public void KeepAlive(LoadSocket socket)
    {
    }
}
