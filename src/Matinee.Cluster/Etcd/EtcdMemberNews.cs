namespace Matinee.Cluster.Etcd;

/// <summary>Something about the member's process that belongs in a log.</summary>
/// <param name="ProcessId">0 when it ended.</param>
/// <param name="Reason">Why it ended, with its last lines.</param>
public sealed record EtcdMemberNews(EtcdMemberChange Change, int ProcessId, string Reason);

public enum EtcdMemberChange
{
    Started,
    Ended,

    /// <summary>It was taken off by the others, and is not started again.</summary>
    Removed,
}
