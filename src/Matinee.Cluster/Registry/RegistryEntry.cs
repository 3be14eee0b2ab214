namespace Matinee.Cluster.Registry;

/// <summary>A key and its value.</summary>
/// <param name="Key">See <see cref="RegistryText"/>.</param>
/// <param name="Value">Text, usually JSON.</param>
/// <param name="CreatedRevision">Of the commit that made the key; a deleted key that comes again is a new one.</param>
/// <param name="ModifiedRevision">Of the commit that wrote this value.</param>
/// <param name="Lease">With which it vanishes.</param>
public sealed record RegistryEntry(string Key, string Value, long CreatedRevision, long ModifiedRevision, LeaseId Lease);
