namespace Matinee.Cluster.Registry;

/// <summary>What must hold of a key for a transaction to be made.</summary>
public sealed record RegistryCondition
{
    private RegistryCondition(string key, ConditionKind kind, long revision = 0, string? value = null) =>
        (Key, Kind, Revision, Value) = (key, kind, revision, value);

    public string Key { get; }

    public ConditionKind Kind { get; }

    /// <summary>Of <see cref="ConditionKind.Unchanged"/>.</summary>
    public long Revision { get; }

    /// <summary>Of <see cref="ConditionKind.ValueIs"/>.</summary>
    public string? Value { get; }

    public static RegistryCondition Absent(string key) => new(key, ConditionKind.Absent);

    public static RegistryCondition Present(string key) => new(key, ConditionKind.Present);

    /// <summary>Nobody has written it since it was read.</summary>
    public static RegistryCondition Unchanged(RegistryEntry read) => Unchanged(read.Key, read.ModifiedRevision);

    public static RegistryCondition Unchanged(string key, long modifiedRevision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(modifiedRevision, 1);
        return new(key, ConditionKind.Unchanged, modifiedRevision);
    }

    public static RegistryCondition ValueIs(string key, string value) => new(key, ConditionKind.ValueIs, value: value);

    /// <param name="entry">What is there.</param>
    public bool Holds(RegistryEntry? entry) => Kind switch
    {
        ConditionKind.Absent => entry is null,
        ConditionKind.Present => entry is not null,
        ConditionKind.Unchanged => entry?.ModifiedRevision == Revision,
        _ => entry is not null && entry.Value == Value,
    };
}

public enum ConditionKind
{
    Absent,
    Present,
    Unchanged,
    ValueIs,
}
