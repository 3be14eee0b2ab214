namespace Matinee.Cluster.Registry;

/// <summary>A lease of the registry.</summary>
public readonly record struct LeaseId(long Value)
{
    /// <summary>An entry without a lease stays until it is deleted.</summary>
    public static readonly LeaseId None;
}
