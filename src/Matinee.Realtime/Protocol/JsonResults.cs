using System.Text.Json;
using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>Writes the bodies of replies.</summary>
internal static class JsonResults
{
    public static ReadOnlySpan<byte> NameOf(Result result) => result switch
    {
        ConnectResult => "connect"u8,
        SubscribeResult => "subscribe"u8,
        UnsubscribeResult => "unsubscribe"u8,
        PublishResult => "publish"u8,
        PresenceResult => "presence"u8,
        PresenceStatsResult => "presence_stats"u8,
        HistoryResult => "history"u8,
        PingResult => "ping"u8,
        RpcResult => "rpc"u8,
        RefreshResult => "refresh"u8,
        SubRefreshResult => "sub_refresh"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };

    public static void Write(Utf8JsonWriter writer, Result result)
    {
        writer.WriteStartObject();
        switch (result)
        {
            case ConnectResult connect: WriteConnect(writer, connect); break;
            case SubscribeResult subscribe: WriteSubscribe(writer, subscribe); break;
            case PresenceResult presence: WritePresence(writer, presence); break;
            case PresenceStatsResult stats:
                writer.WriteNumber("num_clients"u8, stats.Clients);
                writer.WriteNumber("num_users"u8, stats.Users);
                break;
            case HistoryResult history:
                WriteAll(writer, history.Publications);
                WriteText(writer, "epoch"u8, history.Position.Epoch);
                writer.WriteNumber("offset"u8, history.Position.Offset);
                break;
            case RpcResult rpc: WriteData(writer, "data"u8, rpc.Payload); break;
            case RefreshResult refresh:
                WriteText(writer, "client"u8, refresh.Client);
                WriteTtl(writer, refresh.Ttl);
                break;
            case SubRefreshResult refresh: WriteTtl(writer, refresh.Ttl); break;
        }

        writer.WriteEndObject();
    }

    public static void WriteConnect(Utf8JsonWriter writer, ConnectResult result)
    {
        WriteText(writer, "client"u8, result.Client);
        WriteText(writer, "version"u8, result.Version);
        WriteTtl(writer, result.Ttl);
        WriteData(writer, "data"u8, result.Data);
        if (result.Subs is { Count: > 0 } subs)
        {
            writer.WriteStartObject("subs"u8);
            foreach (var (channel, sub) in subs)
            {
                writer.WriteStartObject(channel);
                WriteSubscribe(writer, sub);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        WriteNumber(writer, "ping"u8, result.Ping);
        WriteFlag(writer, "pong"u8, result.Pong);
        WriteText(writer, "session"u8, result.Session);
        WriteText(writer, "node"u8, result.Node);
    }

    /// <summary>Into an object that is open.</summary>
    public static void WritePublication(Utf8JsonWriter writer, Publication publication)
    {
        WriteData(writer, "data"u8, publication.Data);
        if (publication.Publisher is { } publisher)
        {
            writer.WriteStartObject("info"u8);
            WritePublisher(writer, publisher);
            writer.WriteEndObject();
        }

        WriteNumber(writer, "offset"u8, publication.Offset);
        if (publication.Tags is not { Count: > 0 } tags)
            return;
        writer.WriteStartObject("tags"u8);
        foreach (var (key, value) in tags)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    public static void WritePublisher(Utf8JsonWriter writer, Publisher publisher)
    {
        writer.WriteString("user"u8, publisher.User);
        writer.WriteString("client"u8, publisher.Client);
        WriteData(writer, "conn_info"u8, publisher.Connection);
        WriteData(writer, "chan_info"u8, publisher.Channel);
    }

    public static void WriteTtl(Utf8JsonWriter writer, uint? ttl)
    {
        WriteFlag(writer, "expires"u8, ttl is not null);
        WriteNumber(writer, "ttl"u8, ttl ?? 0);
    }

    public static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            writer.WriteString(name, value);
    }

    public static void WriteFlag(Utf8JsonWriter writer, ReadOnlySpan<byte> name, bool value)
    {
        if (value)
            writer.WriteBoolean(name, true);
    }

    public static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
            writer.WriteNumber(name, value);
    }

    public static void WriteData(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
            return;
        writer.WritePropertyName(name);
        JsonText.WriteValue(writer, value.Span);
    }

    private static void WriteSubscribe(Utf8JsonWriter writer, SubscribeResult result)
    {
        WriteTtl(writer, result.Ttl);
        WriteFlag(writer, "recoverable"u8, result.Recoverable);
        WriteFlag(writer, "positioned"u8, result.Positioned);
        WriteText(writer, "epoch"u8, result.Position.Epoch);
        WriteNumber(writer, "offset"u8, result.Position.Offset);
        WriteAll(writer, result.Publications);
        WriteFlag(writer, "recovered"u8, result.Recovered);
        WriteFlag(writer, "was_recovering"u8, result.WasRecovering);
        WriteData(writer, "data"u8, result.Data);
    }

    private static void WritePresence(Utf8JsonWriter writer, PresenceResult result)
    {
        writer.WriteStartObject("presence"u8);
        foreach (var member in result.Members)
        {
            writer.WriteStartObject(member.Client);
            WritePublisher(writer, member);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<Publication> publications)
    {
        if (publications.Count == 0)
            return;
        writer.WriteStartArray("publications"u8);
        foreach (var publication in publications)
        {
            writer.WriteStartObject();
            WritePublication(writer, publication);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
