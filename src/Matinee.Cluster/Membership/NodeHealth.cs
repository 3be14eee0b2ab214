namespace Matinee.Cluster.Membership;

/// <summary>What this node knows of another from probing it.</summary>
/// <param name="Clock">Null until it answered.</param>
public sealed record NodeHealth(ProbeStreak Streak, ClockGap? Clock)
{
    public static readonly NodeHealth Unprobed = new(ProbeStreak.Fresh, null);
}
