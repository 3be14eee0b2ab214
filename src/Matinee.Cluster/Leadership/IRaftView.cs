namespace Matinee.Cluster.Leadership;

/// <summary>What this node's own member of a consensus knows of it.</summary>
public interface IRaftView
{
    /// <returns>Null when the member does not answer.</returns>
    Task<RaftState?> ReadAsync(CancellationToken cancellationToken);
}
