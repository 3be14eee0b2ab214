using System.Text.Json.Serialization;

namespace Matinee.Cluster.Etcd;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
    MaxDepth = 16)]
[JsonSerializable(typeof(RangeRequest))]
[JsonSerializable(typeof(RangeReply))]
[JsonSerializable(typeof(TxnRequest))]
[JsonSerializable(typeof(TxnReply))]
[JsonSerializable(typeof(CompactionRequest))]
[JsonSerializable(typeof(LeaseGrantRequest))]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseReply))]
[JsonSerializable(typeof(Streamed<LeaseReply>))]
[JsonSerializable(typeof(WatchRequest))]
[JsonSerializable(typeof(Streamed<WatchReply>))]
[JsonSerializable(typeof(EmptyRequest))]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(MemberReply))]
[JsonSerializable(typeof(MemberAddRequest))]
[JsonSerializable(typeof(MemberRequest))]
[JsonSerializable(typeof(MoveLeaderRequest))]
[JsonSerializable(typeof(Streamed<SnapshotReply>))]
[JsonSerializable(typeof(ErrorReply))]
internal sealed partial class EtcdJson : JsonSerializerContext;
