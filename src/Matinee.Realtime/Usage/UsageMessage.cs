using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Usage;

/// <summary>What a node tells the others of how many connections it holds, and whose.</summary>
/// <param name="Incarnation">Another one after every start.</param>
/// <param name="Round">Of whole digests: what a round does not name is no longer there.</param>
/// <param name="EndsRound">The last message of a round.</param>
/// <param name="Counts">By the number of a key; 0: none any more.</param>
internal sealed record UsageMessage(string Node, long Incarnation, long Round, bool EndsRound, int Total, IReadOnlyList<(ulong Key, int Count)> Counts)
{
    public const string Topic = "usage";

    /// <summary>Keys that fit into one message well below the bus's 256 KiB.</summary>
    public const int MostCounts = 8000;

    public byte[] Encode()
    {
        var writer = new ProtoWriter();
        writer.Text(1, Node);
        writer.Number(2, Incarnation);
        writer.Number(3, Round);
        writer.Flag(4, EndsRound);
        writer.Number(5, (ulong)Total);
        foreach (var (key, count) in Counts)
        {
            var start = writer.Begin(6);
            writer.Number(1, key);
            writer.Number(2, (ulong)count);
            writer.End(start);
        }

        return writer.ToArray();
    }

    /// <summary>Null: not one of ours.</summary>
    public static UsageMessage? TryDecode(ReadOnlySpan<byte> bytes)
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

    private static UsageMessage Decode(ReadOnlySpan<byte> bytes)
    {
        var (node, incarnation, round, ends, total) = ("", 0L, 0L, false, 0);
        List<(ulong, int)> counts = [];
        var reader = new ProtoReader(bytes);
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: node = reader.ReadString(); break;
                case 2: incarnation = reader.ReadOffset(); break;
                case 3: round = reader.ReadOffset(); break;
                case 4: ends = reader.ReadBool(); break;
                case 5: total = (int)Math.Min(reader.ReadUInt32(), int.MaxValue); break;
                case 6: counts.Add(ReadCount(reader.ReadBytes())); break;
                default: reader.Skip(); break;
            }
        }

        return new UsageMessage(node, incarnation, round, ends, total, counts);
    }

    private static (ulong, int) ReadCount(ReadOnlySpan<byte> bytes)
    {
        var (key, count) = (0UL, 0);
        var reader = new ProtoReader(bytes);
        for (int field; (field = reader.NextField()) != 0;)
        {
            switch (field)
            {
                case 1: key = reader.ReadVarint(); break;
                case 2: count = (int)Math.Min(reader.ReadUInt32(), int.MaxValue); break;
                default: reader.Skip(); break;
            }
        }

        return (key, count);
    }
}
