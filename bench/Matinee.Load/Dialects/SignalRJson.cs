using System.Text;
using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>The SignalR hub protocol in JSON, over WebSockets without negotiation.</summary>
internal sealed class SignalRJson : IDialect
{
    private const byte Separator = 0x1e;

    public string PathFor(LoadSocket socket) => "/hub";

    public void Open(LoadSocket socket) => Say(socket, "{\"protocol\":\"json\",\"version\":1}");

    public void Read(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        if (socket.State == SocketState.Ready)
        {
            if (message.IndexOf("\"type\":7"u8) >= 0)
                throw new InvalidDataException("The hub closes: " + Encoding.UTF8.GetString(message));
            socket.Arrive(message);
            return;
        }

        if (message.IndexOf("\"error\":"u8) >= 0)
            throw new InvalidDataException("Refused: " + Encoding.UTF8.GetString(message));
        if (message.StartsWith("{}"u8) && socket.Role != SocketRole.Publisher)
            Say(socket, $"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Join\",\"arguments\":[\"{socket.Topic.Name}\"]}}");
        else if (socket.Role == SocketRole.Publisher || message.IndexOf("\"type\":3"u8) >= 0)
            socket.Ready();
    }

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) =>
        socket.SendText([.. Encoding.ASCII.GetBytes($"{{\"type\":1,\"target\":\"Publish\",\"arguments\":[\"{socket.Topic.Name}\",\""), .. text, .. "\"]}"u8, Separator]);

    public void KeepAlive(LoadSocket socket) => Say(socket, "{\"type\":6}");

    private static void Say(LoadSocket socket, string message) => socket.SendText([.. Encoding.ASCII.GetBytes(message), Separator]);
}
