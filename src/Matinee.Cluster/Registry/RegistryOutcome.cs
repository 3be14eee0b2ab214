using System.Collections.Immutable;

namespace Matinee.Cluster.Registry;

/// <summary>What became of a transaction.</summary>
/// <param name="Committed">False when a condition did not hold.</param>
/// <param name="Revision">Of the registry after it: that of the commit itself when it changed something.</param>
/// <param name="Found">When it was refused: what stood under the key of each condition, in their order. Empty otherwise.</param>
public sealed record RegistryOutcome(bool Committed, long Revision, ImmutableArray<RegistryEntry?> Found)
{
    public static RegistryOutcome Made(long revision) => new(true, revision, []);

    public static RegistryOutcome Refused(long revision, IEnumerable<RegistryEntry?> found) => new(false, revision, [.. found]);
}
