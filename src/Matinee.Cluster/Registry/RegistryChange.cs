namespace Matinee.Cluster.Registry;

/// <param name="Value">Null when the key was deleted.</param>
public sealed record RegistryChange(string Key, string? Value);
