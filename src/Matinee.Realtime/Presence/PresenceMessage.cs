using Matinee.Realtime.Brokers;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Presence;

/// <summary>What a node tells the others about its members.</summary>
/// <param name="Incarnation">Another one after every start, larger than the former.</param>
/// <param name="Version">Of the node's digest of that channel.</param>
internal sealed record PresenceMessage(
    PresenceKind Kind, string Node, long Incarnation, string Channel, long Version, IReadOnlyList<Publisher> Joined, IReadOnlyList<string> Left)
{
    public const string Topic = "presence";

    public byte[] Encode()
    {
        var writer = new ProtoWriter();
        writer.Number(1, (ulong)Kind);
        writer.Text(2, Node);
        writer.Number(3, Incarnation);
        writer.Text(4, Channel);
        writer.Number(5, Version);
        foreach (var who in Joined)
            ProtobufResults.WritePublisher(writer, 6, who);
        foreach (var client in Left)
            writer.Text(7, client);
        return writer.ToArray();
    }

    /// <summary>Null: not one of ours.</summary>
    public static PresenceMessage? TryDecode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Decode(bytes);
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static PresenceMessage Decode(ReadOnlySpan<byte> bytes)
    {
        var (kind, node, incarnation, channel, version) = (PresenceKind.None, "", 0L, "", 0L);
        List<Publisher> joined = [];
        List<string> left = [];
        var reader = new ProtoReader(bytes);
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: kind = (PresenceKind)reader.ReadUInt32(); break;
                case 2: node = reader.ReadString(); break;
                case 3: incarnation = reader.ReadOffset(); break;
                case 4: channel = reader.ReadString(); break;
                case 5: version = reader.ReadOffset(); break;
                case 6: joined.Add(ProtobufCommands.ReadPublisher(reader.ReadBytes())); break;
                case 7: left.Add(reader.ReadString()); break;
                default: reader.Skip(); break;
            }
        }

        return new PresenceMessage(kind, node, incarnation, channel, version, joined, left);
    }
}
