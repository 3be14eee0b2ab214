using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>Writes the bodies of replies.</summary>
internal static class ProtobufResults
{
    /// <summary>The field of a reply that a result stands in.</summary>
    public static int FieldOf(Result result) => result switch
    {
        ConnectResult => 5,
        SubscribeResult => 6,
        UnsubscribeResult => 7,
        PublishResult => 8,
        PresenceResult => 9,
        PresenceStatsResult => 10,
        HistoryResult => 11,
        PingResult => 12,
        RpcResult => 13,
        RefreshResult => 14,
        SubRefreshResult => 15,
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    public static void Write(ProtoWriter writer, Result result)
    {
        switch (result)
        {
            case ConnectResult connect: WriteConnect(writer, connect); break;
            case SubscribeResult subscribe: WriteSubscribe(writer, subscribe); break;
            case PresenceResult presence: WritePresence(writer, presence); break;
            case PresenceStatsResult stats:
                writer.Number(1, stats.Clients);
                writer.Number(2, stats.Users);
                break;
            case HistoryResult history:
                WriteAll(writer, 1, history.Publications);
                writer.Text(2, history.Position.Epoch);
                writer.Number(3, history.Position.Offset);
                break;
            case RpcResult rpc: writer.Bytes(1, rpc.Payload.Span); break;
            case RefreshResult refresh:
                writer.Text(1, refresh.Client);
                WriteTtl(writer, 3, refresh.Ttl);
                break;
            case SubRefreshResult refresh: WriteTtl(writer, 1, refresh.Ttl); break;
        }
    }

    public static void WriteConnect(ProtoWriter writer, ConnectResult result)
    {
        writer.Text(1, result.Client);
        writer.Text(2, result.Version);
        WriteTtl(writer, 3, result.Ttl);
        writer.Bytes(5, result.Data.Span);
        foreach (var (channel, sub) in result.Subs ?? new Dictionary<string, SubscribeResult>())
        {
            var pair = writer.Begin(6);
            writer.Text(1, channel);
            var value = writer.Begin(2);
            WriteSubscribe(writer, sub);
            writer.End(value);
            writer.End(pair);
        }

        writer.Number(7, result.Ping);
        writer.Flag(8, result.Pong);
        writer.Text(9, result.Session);
        writer.Text(10, result.Node);
    }

    public static void WritePublication(ProtoWriter writer, Publication publication)
    {
        writer.Bytes(4, publication.Data.Span);
        if (publication.Publisher is { } publisher)
            WritePublisher(writer, 5, publisher);
        writer.Number(6, publication.Offset);
        foreach (var (key, value) in publication.Tags ?? new Dictionary<string, string>())
        {
            var pair = writer.Begin(7);
            writer.Text(1, key);
            writer.Text(2, value);
            writer.End(pair);
        }
    }

    public static void WritePublisher(ProtoWriter writer, int field, Publisher publisher)
    {
        var start = writer.Begin(field);
        writer.Text(1, publisher.User);
        writer.Text(2, publisher.Client);
        writer.Bytes(3, publisher.Connection.Span);
        writer.Bytes(4, publisher.Channel.Span);
        writer.End(start);
    }

    public static void WriteTtl(ProtoWriter writer, int field, uint? ttl)
    {
        writer.Flag(field, ttl is not null);
        writer.Number(field + 1, ttl ?? 0UL);
    }

    private static void WriteSubscribe(ProtoWriter writer, SubscribeResult result)
    {
        WriteTtl(writer, 1, result.Ttl);
        writer.Flag(3, result.Recoverable);
        writer.Text(6, result.Position.Epoch ?? "");
        WriteAll(writer, 7, result.Publications);
        writer.Flag(8, result.Recovered);
        writer.Number(9, result.Position.Offset);
        writer.Flag(10, result.Positioned);
        writer.Bytes(11, result.Data.Span);
        writer.Flag(12, result.WasRecovering);
    }

    private static void WritePresence(ProtoWriter writer, PresenceResult result)
    {
        foreach (var member in result.Members)
        {
            var pair = writer.Begin(1);
            writer.Text(1, member.Client);
            WritePublisher(writer, 2, member);
            writer.End(pair);
        }
    }

    private static void WriteAll(ProtoWriter writer, int field, IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
        {
            var start = writer.Begin(field);
            WritePublication(writer, publication);
            writer.End(start);
        }
    }
}
