using System.Collections.Immutable;

namespace Matinee.Cluster.Registry;

/// <summary>Writes that are made if all conditions hold.</summary>
public sealed record RegistryTransaction
{
    public const int MostConditions = 32;
    public const int MostWrites = 64;
    public const int LargestBytes = 1024 * 1024;

    /// <summary>None: it is always made.</summary>
    public ImmutableArray<RegistryCondition> If { get; init; } = [];

    /// <summary>At least one; each key at most once.</summary>
    public required ImmutableArray<RegistryWrite> Then { get; init; }

    /// <summary>Writes a key, whatever is there.</summary>
    public static RegistryTransaction Put(string key, string value, LeaseId lease = default) => new() { Then = [RegistryWrite.Put(key, value, lease)] };

    /// <summary>Writes a key that is not there yet.</summary>
    public static RegistryTransaction Create(string key, string value, LeaseId lease = default) =>
        new() { If = [RegistryCondition.Absent(key)], Then = [RegistryWrite.Put(key, value, lease)] };

    /// <summary>Compare and set: writes a key that nobody has written since it was read.</summary>
    public static RegistryTransaction Replace(RegistryEntry read, string value, LeaseId lease = default) =>
        new() { If = [RegistryCondition.Unchanged(read)], Then = [RegistryWrite.Put(read.Key, value, lease)] };

    /// <exception cref="ArgumentException">It cannot be committed anywhere.</exception>
    public void Check()
    {
        if (If.Length > MostConditions || Then.Length is < 1 or > MostWrites)
            throw new ArgumentException($"A transaction has at most {MostConditions} conditions and 1 to {MostWrites} writes.");
        long bytes = 0;
        foreach (var condition in If)
        {
            RegistryText.CheckKey(condition.Key);
            bytes += condition.Value is null ? 0 : RegistryText.CheckValue(condition.Value);
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var write in Then)
        {
            RegistryText.CheckKey(write.Key);
            bytes += write.Value is null ? 0 : RegistryText.CheckValue(write.Value);
            if (!keys.Add(write.Key))
                throw new ArgumentException($"The key {write.Key} is written twice in one transaction.");
        }

        if (bytes > LargestBytes)
            throw new ArgumentException($"The values of a transaction are at most {LargestBytes} bytes together.");
    }
}
