namespace Matinee.Cluster.Membership;

/// <summary>What the last probes of a node add up to: three that fail make it unhealthy, two that pass make it healthy again.</summary>
/// <param name="Against">Results in a row that speak against <paramref name="IsHealthy"/>.</param>
public readonly record struct ProbeStreak(bool IsHealthy, int Against)
{
    public const int ToFail = 3;
    public const int ToPass = 2;

    /// <summary>Of a node that was not probed yet: its signs of life are believed.</summary>
    public static readonly ProbeStreak Fresh = new(true, 0);

    public ProbeStreak After(bool passed)
    {
        if (passed == IsHealthy)
            return this with { Against = 0 };
        return Against + 1 >= (IsHealthy ? ToFail : ToPass) ? new ProbeStreak(passed, 0) : this with { Against = Against + 1 };
    }
}
