namespace Matinee.Cluster.Registry;

/// <summary>A lease is over: whoever held it was silent for too long.</summary>
public sealed class LeaseLostException(LeaseId lease, Exception? inner = null)
    : Exception($"The registry no longer has the lease {lease.Value}: grant another, and put again what stood under it.", inner);
