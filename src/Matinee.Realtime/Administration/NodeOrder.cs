using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Administration;

internal enum NodeOrderKind
{
    None,
    Subscribe,
    Unsubscribe,
    Disconnect,
    Refresh,
}

/// <summary>Something every node does to the connections that it has of a user.</summary>
/// <param name="Client">Empty: all of the user's.</param>
/// <param name="Code">Of an unsubscribe or a disconnect.</param>
/// <param name="Reason">Of those; of a refresh the time in ms since 1970, 0 for at once.</param>
internal sealed record NodeOrder(NodeOrderKind Kind, string User, string Client, string Channel, uint Code, string Reason)
{
    public const string Topic = "orders";

    public byte[] Encode()
    {
        var writer = new ProtoWriter();
        writer.Number(1, (ulong)Kind);
        writer.Text(2, User);
        writer.Text(3, Client);
        writer.Text(4, Channel);
        writer.Number(5, Code);
        writer.Text(6, Reason);
        return writer.ToArray();
    }

    /// <summary>Null: not one of ours.</summary>
    public static NodeOrder? TryDecode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var order = new NodeOrder(NodeOrderKind.None, "", "", "", 0, "");
            var reader = new ProtoReader(bytes);
            for (int field; (field = reader.NextField()) != 0;)
            {
                switch (field)
                {
                    case 1: order = order with { Kind = (NodeOrderKind)reader.ReadUInt32() }; break;
                    case 2: order = order with { User = reader.ReadString() }; break;
                    case 3: order = order with { Client = reader.ReadString() }; break;
                    case 4: order = order with { Channel = reader.ReadString() }; break;
                    case 5: order = order with { Code = reader.ReadUInt32() }; break;
                    case 6: order = order with { Reason = reader.ReadString() }; break;
                    default: reader.Skip(); break;
                }
            }

            return order;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }
}
