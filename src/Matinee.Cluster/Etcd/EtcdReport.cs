using System.Collections.Immutable;

namespace Matinee.Cluster.Etcd;

/// <summary>What a member says of itself.</summary>
/// <param name="Leader">0: it knows of none.</param>
/// <param name="StoredBytes">Of its database file.</param>
/// <param name="Errors">Alarms, for example that there is no space.</param>
public sealed record EtcdReport(
    ulong ClusterId, ulong MemberId, ulong Leader, ulong Term, bool IsLearner, string Version, long StoredBytes, ImmutableArray<string> Errors)
{
    public bool Leads => Leader != 0 && Leader == MemberId;

    public bool Serves => Leader != 0 && !IsLearner;
}
