namespace Matinee.Cluster.Placement;

/// <summary>What may be placed on a node.</summary>
public enum NodeState
{
    /// <summary>Anything.</summary>
    Up,

    /// <summary>Nothing new; what is there stays until it ends.</summary>
    Draining,

    /// <summary>Nothing.</summary>
    Down,
}
