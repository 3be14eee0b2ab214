namespace Matinee.Cluster.Membership;

/// <summary>How far another node's clock is from this one's.</summary>
/// <param name="Ahead">How much the other is ahead, by the middle of the question's way.</param>
/// <param name="Leeway">How far that may be off: half of the way there and back.</param>
public readonly record struct ClockGap(TimeSpan Ahead, TimeSpan Leeway)
{
    /// <summary>Rooms keep people within tens of milliseconds of each other by the clocks of their nodes.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromMilliseconds(500);

    /// <summary>It is surely more than what is tolerated.</summary>
    public bool IsTooFar => Ahead.Duration() - Leeway > Tolerated;

    /// <param name="asked">This node's clock when it asked.</param>
    /// <param name="tookAll">Until the answer was here.</param>
    public static ClockGap Of(DateTimeOffset asked, DateTimeOffset there, TimeSpan tookAll) => new(there - (asked + tookAll / 2), tookAll / 2);
}
