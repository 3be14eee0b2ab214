namespace Matinee.Cluster.Registry;

/// <param name="Revision">Of the whole registry when it was read.</param>
/// <param name="Found">Null when there is none.</param>
public sealed record RegistryReading(long Revision, RegistryEntry? Found);
