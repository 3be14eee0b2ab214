namespace Matinee.Cluster.Membership;

/// <summary>Asks another node whether it serves, and what time it is there.</summary>
public interface INodeProbe
{
    /// <returns>Its clock; null when it does not answer as a healthy node does.</returns>
    Task<DateTimeOffset?> AskAsync(string address, CancellationToken cancellationToken);
}
