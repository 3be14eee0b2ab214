using System.Text;
using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>Socket.IO 5 over Engine.IO 4, straight over WebSocket: packets begin with their type in digits.</summary>
internal sealed class SocketIo : IDialect
{
    public string PathFor(LoadSocket socket) => "/socket.io/?EIO=4&transport=websocket";

    public void Open(LoadSocket socket)
    {
    }

    public void Read(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("42"u8))
            socket.Arrive(message);
        else if (message.SequenceEqual("2"u8))
            socket.SendText("3"u8);
        else if (message.StartsWith("0{"u8))
            socket.SendText("40"u8);
        else if (message.StartsWith("40"u8) && socket.Role != SocketRole.Publisher)
            socket.SendText(Encoding.ASCII.GetBytes($"420[\"join\",\"{socket.Topic.Name}\"]"));
        else if (message.StartsWith("40"u8) || message.StartsWith("430"u8))
            socket.Ready();
        else
            throw new InvalidDataException("Not understood: " + Encoding.UTF8.GetString(message));
    }

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) =>
        socket.SendText([.. Encoding.ASCII.GetBytes($"42[\"publish\",\"{socket.Topic.Name}\",\""), .. text, .. "\"]"u8]);

    public void KeepAlive(LoadSocket socket)
    {
    }
}
