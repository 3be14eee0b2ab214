using Matinee.Client.Cluster;

namespace Matinee.Client;

public sealed partial class MatineeClient
{
    /// <summary>The nodes that are one service: who leads, who belongs.</summary>
    public ClusterClient Cluster => new(Transport);
}
