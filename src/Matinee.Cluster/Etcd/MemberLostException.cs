namespace Matinee.Cluster.Etcd;

/// <summary>
/// The disk of a member is not the one it had. Starting with an empty one under the old name would let it vote twice for what
/// it has forgotten, so it does not start.
/// </summary>
public sealed class MemberLostException(string message) : Exception(message)
{
    public static MemberLostException Emptied(string name, string folder) => new(
        $"The data of the member {name} is gone from {folder}: the disk was wiped or replaced. The other nodes still count it. " +
        $"On one of them run: matinee cluster remove {name}; then delete {folder} here and start again with --peers.");
}
