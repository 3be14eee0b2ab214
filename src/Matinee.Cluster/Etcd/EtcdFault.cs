namespace Matinee.Cluster.Etcd;

/// <summary>An answer of etcd that is an error.</summary>
internal sealed class EtcdFault(int code, string text) : Exception(text)
{
    public const int InvalidArgument = 3;
    public const int NotFound = 5;
    public const int AlreadyExists = 6;
    public const int ResourceExhausted = 8;
    public const int FailedPrecondition = 9;
    public const int OutOfRange = 11;
    public const int Unavailable = 14;

    /// <summary>A status of gRPC.</summary>
    public int Code => code;

    /// <summary>etcd looked at the request and did nothing: asking another member is of no use.</summary>
    public bool IsRefusal => code is InvalidArgument or NotFound or AlreadyExists or ResourceExhausted or FailedPrecondition or OutOfRange or 7 or 12 or 16;

    /// <summary>What was waited for went to a leader that is no more; the next one is there.</summary>
    public bool HasNewLeader => Message.EndsWith("leader changed", StringComparison.Ordinal);

    /// <summary>A learner takes no requests yet; another member does.</summary>
    public bool WasNotTaken => Message.Contains("not supported for learner", StringComparison.Ordinal) || Message.EndsWith("no leader", StringComparison.Ordinal);
}
