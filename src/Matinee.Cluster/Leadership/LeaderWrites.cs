using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Leadership;

/// <summary>Transactions that only the leader can make.</summary>
public static class LeaderWrites
{
    /// <summary>Commits if this node still leads in the registry's own eyes; otherwise as <see cref="IRegistry.CommitAsync"/>.</summary>
    /// <exception cref="NotLeaderException">It does not; nothing was written.</exception>
    public static async Task<RegistryOutcome> CommitAsync(
        this IRegistry registry, LeaderTerm term, RegistryTransaction transaction, CancellationToken cancellationToken)
    {
        if (term.HasEnded)
            throw new NotLeaderException(null);
        var outcome = await registry.CommitAsync(transaction with { If = [term.Fence, .. transaction.If] }, cancellationToken);
        if (outcome.Committed)
            return outcome;
        if (!term.Fence.Holds(outcome.Found[0]))
            throw new NotLeaderException(LeaderSeat.Of(outcome.Found[0])?.Node);
        return outcome with { Found = outcome.Found.RemoveAt(0) };
    }
}
