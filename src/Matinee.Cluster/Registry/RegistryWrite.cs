namespace Matinee.Cluster.Registry;

/// <summary>One write of a transaction.</summary>
public sealed record RegistryWrite
{
    private RegistryWrite(string key, string? value, LeaseId lease) => (Key, Value, Lease) = (key, value, lease);

    public string Key { get; }

    /// <summary>Null deletes the key.</summary>
    public string? Value { get; }

    public LeaseId Lease { get; }

    /// <param name="lease">With which it shall vanish; without one, a lease that it had is taken off.</param>
    public static RegistryWrite Put(string key, string value, LeaseId lease = default) => new(key, value ?? throw new ArgumentNullException(nameof(value)), lease);

    public static RegistryWrite Delete(string key) => new(key, null, LeaseId.None);
}
