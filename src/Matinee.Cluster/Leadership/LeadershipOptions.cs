namespace Matinee.Cluster.Leadership;

/// <summary>How one node stands for the lead.</summary>
public sealed record LeadershipOptions
{
    /// <summary>Of this node; another process of the same name would be taken for it.</summary>
    public required string Node { get; init; }

    public string Key { get; init; } = "leader";

    /// <summary>Without it the node only sees who leads.</summary>
    public bool Stands { get; init; } = true;

    /// <summary>Silence after which another may lead, where no consensus of the nodes' own tells it sooner. 1 s to 1 min.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Between two looks. A node whose member was elected leads after half of it on average.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>
    /// A vacant seat is left to the node whose member leads the consensus for so long: more than a look, and no more, since the one
    /// that hangs may be that node.
    /// </summary>
    public TimeSpan Courtesy { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After stepping down, others may take the lead for so long.</summary>
    public TimeSpan Rest => Lease * 2;

    /// <exception cref="ArgumentException">They cannot be used.</exception>
    public LeadershipOptions Checked()
    {
        Registry.RegistryText.CheckKey(Key);
        ArgumentException.ThrowIfNullOrWhiteSpace(Node);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Lease, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Look, TimeSpan.FromMilliseconds(20));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Look, Lease / 4);
        return this;
    }
}
