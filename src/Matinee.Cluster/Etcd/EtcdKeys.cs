using System.Text;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Etcd;

/// <summary>Keys and values as etcd holds them: bytes, below a prefix.</summary>
internal sealed class EtcdKeys(string prefix)
{
    public byte[] Of(string key) => Encoding.ASCII.GetBytes(prefix + key);

    /// <summary>The end of the range of all keys that begin so.</summary>
    public byte[] EndOf(string start) => RegistryText.EndOf(prefix + start) is { } end ? Encoding.ASCII.GetBytes(end) : [0]; // NUL: to the last key

    public RegistryEntry? EntryOf(RangeReply? reply) => reply?.Kvs is [var kv] ? EntryOf(kv) : null;

    public RegistryEntry EntryOf(KeyValue kv) => new(KeyOf(kv), ValueOf(kv), kv.CreateRevision, kv.ModRevision, new LeaseId(kv.Lease));

    public string KeyOf(KeyValue kv) => Encoding.ASCII.GetString(kv.Key)[prefix.Length..];

    public static string ValueOf(KeyValue kv) => Encoding.UTF8.GetString(kv.Value ?? []);

    public TxnOperation OperationOf(RegistryWrite write) => write.Value is { } value
        ? new TxnOperation(RequestPut: new PutRequest(Of(write.Key), Encoding.UTF8.GetBytes(value), write.Lease.Value))
        : new TxnOperation(RequestDeleteRange: new DeleteRequest(Of(write.Key)));

    public EtcdCompare CompareOf(RegistryCondition condition)
    {
        var key = Of(condition.Key);
        return condition.Kind switch
        {
            ConditionKind.Absent => new EtcdCompare(key, "CREATE", "EQUAL") { CreateRevision = 0 },
            ConditionKind.Present => new EtcdCompare(key, "CREATE", "GREATER") { CreateRevision = 0 },
            ConditionKind.Unchanged => new EtcdCompare(key, "MOD", "EQUAL") { ModRevision = condition.Revision },
            _ => new EtcdCompare(key, "VALUE", "EQUAL") { Value = Encoding.UTF8.GetBytes(condition.Value ?? "") },
        };
    }
}
