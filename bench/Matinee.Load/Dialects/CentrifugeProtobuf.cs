using System.Text;
using Matinee.Load.Sockets;

namespace Matinee.Load.Dialects;

/// <summary>The Centrifuge client protocol v2 in Protobuf, as Matinee speaks it; field numbers of the public <c>client.proto</c>.</summary>
internal sealed class CentrifugeProtobuf : IDialect
{
    private static ReadOnlySpan<byte> Pong => [0];

    public string PathFor(LoadSocket socket) => "/connection/websocket?cf_protocol=protobuf";

    public void Open(LoadSocket socket)
    {
        var connect = Command(socket, 4, ProtoBytes.Field(4, "load"));
        if (socket.Role == SocketRole.Publisher)
        {
            socket.SendBinary(connect);
            return;
        }

        byte[] subscribe = ProtoBytes.Field(1, socket.Topic.Name);
        if (socket.IsBack)
            subscribe = [.. subscribe, .. ProtoBytes.Field(3, 1), .. ProtoBytes.Field(6, socket.Epoch), .. ProtoBytes.Field(7, socket.Offset)];
        socket.SendBinary([.. connect, .. Command(socket, 5, subscribe)]);
    }

    public void Read(LoadSocket socket, ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            var length = (int)ProtoBytes.ReadVarint(ref message);
            if (length == 0)
                socket.SendBinary(Pong);
            else
                ReadReply(socket, message[..length]);
            message = message[length..];
        }
    }

    public void Publish(LoadSocket socket, ReadOnlySpan<byte> text) =>
        socket.SendBinary(Command(socket, 7, [.. ProtoBytes.Field(1, socket.Topic.Name), .. ProtoBytes.Field(2, [.. "\""u8, .. text, .. "\""u8])]));

    public void KeepAlive(LoadSocket socket)
    {
    }

    private static byte[] Command(LoadSocket socket, int field, ReadOnlySpan<byte> request) =>
        ProtoBytes.Delimited([.. ProtoBytes.Field(1, socket.NextId()), .. ProtoBytes.Field(field, request)]);

    private static void ReadReply(LoadSocket socket, ReadOnlySpan<byte> reply)
    {
        while (ProtoBytes.TryReadField(ref reply, out var field, out _, out var content))
        {
            switch (field)
            {
                case 2: throw new InvalidDataException("Refused: " + Encoding.UTF8.GetString(content));
                case 4: ReadPush(socket, content); break;
                case 5 when socket.Role == SocketRole.Publisher: socket.Ready(); break;
                case 6: ReadSubscribed(socket, content); break;
            }
        }
    }

    private static void ReadPush(LoadSocket socket, ReadOnlySpan<byte> push)
    {
        while (ProtoBytes.TryReadField(ref push, out var field, out _, out var content))
        {
            if (field == 7)
                throw new InvalidDataException("Unsubscribed: " + Encoding.UTF8.GetString(content));
            if (field != 4)
                continue;
            socket.Offset++;
            socket.Arrive(content);
        }
    }

    private static void ReadSubscribed(LoadSocket socket, ReadOnlySpan<byte> result)
    {
        var whole = result;
        socket.Recovered = false;
        while (ProtoBytes.TryReadField(ref result, out var field, out var value, out var content))
        {
            switch (field)
            {
                case 6: socket.Epoch = Encoding.ASCII.GetString(content); break;
                case 8: socket.Recovered = value != 0; break;
                case 9: socket.Offset = (long)value; break;
            }
        }

        socket.Ready();
        while (ProtoBytes.TryReadField(ref whole, out var field, out _, out var content))
        {
            if (field == 7)
                ReadPublication(socket, content);
        }
    }

    // Its text alone: an offset of 64 before the next tag looks like the mark of a stamp.
    private static void ReadPublication(LoadSocket socket, ReadOnlySpan<byte> publication)
    {
        while (ProtoBytes.TryReadField(ref publication, out var field, out _, out var content))
        {
            if (field == 4)
                socket.Arrive(content);
        }
    }
}
