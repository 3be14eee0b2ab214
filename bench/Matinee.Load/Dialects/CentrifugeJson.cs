using System.Globalization;
using System.Text;
using System.Text.Json;
using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>The Centrifuge client protocol v2 in JSON, as Matinee speaks it.</summary>
internal sealed class CentrifugeJson : IDialect
{
    private static ReadOnlySpan<byte> Push => "{\"push\":"u8;

    public string PathFor(LoadSocket socket) => "/connection/websocket";

    public void Open(LoadSocket socket)
    {
        var connect = $"{{\"id\":{socket.NextId()},\"connect\":{{\"name\":\"load\"}}}}";
        if (socket.Role == SocketRole.Publisher)
        {
            socket.SendText(Encoding.ASCII.GetBytes(connect));
            return;
        }

        var recovery = socket.IsBack ? $",\"recover\":true,\"epoch\":\"{socket.Epoch}\",\"offset\":{socket.Offset.ToString(CultureInfo.InvariantCulture)}" : "";
        socket.SendText(Encoding.ASCII.GetBytes(
            $"{connect}\n{{\"id\":{socket.NextId()},\"subscribe\":{{\"channel\":\"{socket.Topic.Name}\"{recovery}}}}}"));
    }

    public void Read(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith(Push))
        {
            if (message.IndexOf("\"unsubscribe\":"u8) >= 0)
                throw new InvalidDataException("Unsubscribed: " + Encoding.UTF8.GetString(message));
            socket.Offset++;
            socket.Arrive(message);
        }
        else if (message.SequenceEqual("{}"u8))
        {
            socket.SendText("{}"u8);
        }
        else if (socket.State == SocketState.Open)
        {
            Answer(socket, message);
        }
        else if (message.IndexOf("\"error\":"u8) >= 0)
        {
            throw new InvalidDataException("Refused: " + Encoding.UTF8.GetString(message));
        }
    }

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) =>
        socket.SendText([.. Encoding.ASCII.GetBytes($"{{\"id\":{socket.NextId()},\"publish\":{{\"channel\":\"{socket.Topic.Name}\",\"data\":\""), .. text, .. "\"}}"u8]);

    public void KeepAlive(LoadSocket socket)
    {
    }

    private static void Answer(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        using var json = JsonDocument.ParseValue(ref reader);
        if (json.RootElement.TryGetProperty("error", out _))
            throw new InvalidDataException("Refused: " + Encoding.UTF8.GetString(message));
        if (socket.Role == SocketRole.Publisher)
        {
            socket.Ready();
            return;
        }

        if (!json.RootElement.TryGetProperty("subscribe", out var joined))
            return;
        socket.Epoch = joined.TryGetProperty("epoch", out var epoch) ? epoch.GetString() ?? "" : "";
        socket.Offset = joined.TryGetProperty("offset", out var offset) ? offset.GetInt64() : 0;
        socket.Recovered = joined.TryGetProperty("recovered", out var recovered) && recovered.GetBoolean();
        socket.Ready();
        socket.Arrive(message);
    }
}
