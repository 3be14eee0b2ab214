namespace Matinee.Realtime.Protocol;

/// <summary>Writes the bodies of pushes.</summary>
internal static class ProtobufPushes
{
    /// <summary>The field of a push that a kind stands in.</summary>
    public static int FieldOf(Push push) => push switch
    {
        PublicationPush => 4,
        JoinPush => 5,
        LeavePush => 6,
        UnsubscribePush => 7,
        MessagePush => 8,
        SubscribePush => 9,
        ConnectPush => 10,
        DisconnectPush => 11,
        RefreshPush => 12,
        _ => throw new ArgumentOutOfRangeException(nameof(push)),
    };

    public static void Write(ProtoWriter writer, Push push)
    {
        switch (push)
        {
            case PublicationPush publication: ProtobufResults.WritePublication(writer, publication.Publication); break;
            case JoinPush join: ProtobufResults.WritePublisher(writer, 1, join.Who); break;
            case LeavePush leave: ProtobufResults.WritePublisher(writer, 1, leave.Who); break;
            case UnsubscribePush unsubscribe:
                writer.Number(2, unsubscribe.Code);
                writer.Text(3, unsubscribe.Reason);
                break;
            case MessagePush message: writer.Bytes(1, message.Payload.Span); break;
            case SubscribePush { Result: var result }:
                writer.Flag(1, result.Recoverable);
                writer.Text(4, result.Position.Epoch ?? "");
                writer.Number(5, result.Position.Offset);
                writer.Flag(6, result.Positioned);
                writer.Bytes(7, result.Data.Span);
                break;
            case ConnectPush connect: ProtobufResults.WriteConnect(writer, connect.Result); break;
            case DisconnectPush disconnect:
                writer.Number(1, (ulong)disconnect.Advice.Code);
                writer.Text(2, disconnect.Advice.Reason);
                break;
            case RefreshPush refresh: ProtobufResults.WriteTtl(writer, 1, refresh.Ttl); break;
        }
    }
}
