using System.Text.Json.Serialization;

namespace Matinee.Cluster.Etcd;

// The messages of etcd's rpc.proto as its JSON gateway spells them: bytes are base64, 64-bit numbers are strings, what is
// zero or false is left out. Only the fields that are used.

internal sealed record ReplyHeader(ulong ClusterId = 0, ulong MemberId = 0, long Revision = 0, ulong RaftTerm = 0);

internal sealed record KeyValue(byte[] Key, byte[]? Value = null, long CreateRevision = 0, long ModRevision = 0, long Lease = 0);

internal sealed record RangeRequest(byte[] Key, byte[]? RangeEnd = null, long Limit = 0, long Revision = 0);

internal sealed record RangeReply(ReplyHeader? Header = null, KeyValue[]? Kvs = null, bool More = false);

internal sealed record PutRequest(byte[] Key, byte[] Value, long Lease);

internal sealed record DeleteRequest(byte[] Key);

internal sealed record EtcdCompare(byte[] Key, string Target, string Result)
{
    public long? CreateRevision { get; init; }

    public long? ModRevision { get; init; }

    public byte[]? Value { get; init; }
}

internal sealed record TxnOperation(RangeRequest? RequestRange = null, PutRequest? RequestPut = null, DeleteRequest? RequestDeleteRange = null);

internal sealed record TxnRequest(EtcdCompare[] Compare, TxnOperation[] Success, TxnOperation[] Failure);

internal sealed record TxnReply(ReplyHeader? Header = null, bool Succeeded = false, TxnResponse[]? Responses = null);

internal sealed record TxnResponse(RangeReply? ResponseRange = null);

internal sealed record CompactionRequest(long Revision);

internal sealed record LeaseGrantRequest([property: JsonPropertyName("TTL")] long Seconds);

internal sealed record LeaseRequest([property: JsonPropertyName("ID")] long Id);

internal sealed record LeaseReply([property: JsonPropertyName("ID")] long Id = 0, [property: JsonPropertyName("TTL")] long Seconds = 0);

internal sealed record Streamed<T>(T? Result = null, StreamError? Error = null) where T : class;

internal sealed record StreamError(int GrpcCode = 0, int Code = 0, string? Message = null);

internal sealed record WatchRequest(WatchCreate CreateRequest);

internal sealed record WatchCreate(byte[] Key, byte[] RangeEnd, long StartRevision, bool Fragment = true);

internal sealed record WatchReply(
    ReplyHeader? Header = null, bool Created = false, bool Canceled = false, long CompactRevision = 0, bool Fragment = false, WatchEvent[]? Events = null);

internal sealed record WatchEvent(string? Type = null, KeyValue? Kv = null);

internal sealed record EmptyRequest;

internal sealed record StatusReply(
    ReplyHeader? Header = null,
    string? Version = null,
    ulong Leader = 0,
    [property: JsonPropertyName("dbSize")] long DbSize = 0,
    [property: JsonPropertyName("isLearner")] bool IsLearner = false,
    string[]? Errors = null);

internal sealed record MemberReply(ReplyHeader? Header = null, MemberRow? Member = null, MemberRow[]? Members = null);

internal sealed record MemberRow(
    [property: JsonPropertyName("ID")] ulong Id,
    string? Name = null,
    [property: JsonPropertyName("peerURLs")] string[]? PeerUrls = null,
    [property: JsonPropertyName("clientURLs")] string[]? ClientUrls = null,
    [property: JsonPropertyName("isLearner")] bool IsLearner = false);

internal sealed record MemberAddRequest(
    [property: JsonPropertyName("peerURLs")] string[] PeerUrls, [property: JsonPropertyName("isLearner")] bool IsLearner);

internal sealed record MemberRequest([property: JsonPropertyName("ID")] ulong Id);

internal sealed record MoveLeaderRequest([property: JsonPropertyName("targetID")] ulong Target);

internal sealed record SnapshotReply(long RemainingBytes = 0, byte[]? Blob = null);

internal sealed record ErrorReply(string? Error = null, string? Message = null, int Code = 0);
