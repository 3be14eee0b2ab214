using System.Collections.Immutable;

namespace Matinee.Cluster.Registry;

/// <param name="Revision">That all of it is of; ask for it with the next page.</param>
/// <param name="Next">To be given as <see cref="RegistryQuery.After"/>; null on the last page.</param>
public sealed record RegistryPage(long Revision, ImmutableArray<RegistryEntry> Entries, string? Next);
