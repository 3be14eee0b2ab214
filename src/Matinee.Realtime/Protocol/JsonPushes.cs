using System.Text.Json;
using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>Writes the bodies of pushes.</summary>
internal static class JsonPushes
{
    public static ReadOnlySpan<byte> NameOf(Push push) => push switch
    {
        PublicationPush => "pub"u8,
        JoinPush => "join"u8,
        LeavePush => "leave"u8,
        UnsubscribePush => "unsubscribe"u8,
        MessagePush => "message"u8,
        SubscribePush => "subscribe"u8,
        ConnectPush => "connect"u8,
        DisconnectPush => "disconnect"u8,
        RefreshPush => "refresh"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(push)),
    };

    public static void Write(Utf8JsonWriter writer, Push push)
    {
        writer.WriteStartObject();
        switch (push)
        {
            case PublicationPush publication: JsonResults.WritePublication(writer, publication.Publication); break;
            case JoinPush join: WriteWho(writer, join.Who); break;
            case LeavePush leave: WriteWho(writer, leave.Who); break;
            case UnsubscribePush unsubscribe:
                writer.WriteNumber("code"u8, unsubscribe.Code);
                writer.WriteString("reason"u8, unsubscribe.Reason);
                break;
            case MessagePush message: JsonResults.WriteData(writer, "data"u8, message.Payload); break;
            case SubscribePush { Result: var result }:
                JsonResults.WriteFlag(writer, "recoverable"u8, result.Recoverable);
                JsonResults.WriteFlag(writer, "positioned"u8, result.Positioned);
                JsonResults.WriteText(writer, "epoch"u8, result.Position.Epoch);
                JsonResults.WriteNumber(writer, "offset"u8, result.Position.Offset);
                JsonResults.WriteData(writer, "data"u8, result.Data);
                break;
            case ConnectPush connect: JsonResults.WriteConnect(writer, connect.Result); break;
            case DisconnectPush disconnect:
                writer.WriteNumber("code"u8, disconnect.Advice.Code);
                writer.WriteString("reason"u8, disconnect.Advice.Reason);
                break;
            case RefreshPush refresh: JsonResults.WriteTtl(writer, refresh.Ttl); break;
        }

        writer.WriteEndObject();
    }

    private static void WriteWho(Utf8JsonWriter writer, Publisher who)
    {
        writer.WriteStartObject("info"u8);
        JsonResults.WritePublisher(writer, who);
        writer.WriteEndObject();
    }
}
