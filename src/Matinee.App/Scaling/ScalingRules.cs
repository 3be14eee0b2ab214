namespace Matinee.App.Scaling;

/// <summary>What the policy is held to.</summary>
/// <param name="Min">Workers of the executor that run without any work.</param>
/// <param name="Max">Workers of the executor at most.</param>
/// <param name="UpAt">At this utilisation or above more are wanted.</param>
/// <param name="DownAt">At this utilisation or below fewer are; less than <paramref name="UpAt"/>.</param>
/// <param name="UpCooldown">Between two growths, so that the first can take effect.</param>
/// <param name="DownCooldown">How long utilisation must have been low, and how long after any change, before workers go.</param>
/// <param name="Step">Workers more or fewer in one decision, at most.</param>
internal sealed record ScalingRules(int Min, int Max, double UpAt, double DownAt, TimeSpan UpCooldown, TimeSpan DownCooldown, int Step)
{
    /// <summary>
    /// Where a change aims: between the thresholds, so that a change made for one of them never crosses the other.
    /// </summary>
    public double Aim => (UpAt + DownAt) / 2;
}
