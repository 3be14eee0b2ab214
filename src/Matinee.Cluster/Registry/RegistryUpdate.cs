using System.Collections.Immutable;

namespace Matinee.Cluster.Registry;

/// <summary>What one commit changed, as far as it is watched.</summary>
/// <param name="Changes">At least one; each key once.</param>
public sealed record RegistryUpdate(long Revision, ImmutableArray<RegistryChange> Changes);
