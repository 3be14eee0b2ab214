namespace Matinee.Realtime.Brokers;

/// <summary>
/// How much of a log stays. A store keeps at least the youngest <paramref name="Entries"/> of those that are younger than <paramref name="Age"/>,
/// and of what lies beyond either at most as much again. The epoch, the top and the slot stay for at least 24 h after the last append.
/// </summary>
/// <param name="Entries">1 to 10,000.</param>
/// <param name="Age">Rounded up to whole seconds.</param>
public readonly record struct Retention(int Entries, TimeSpan Age)
{
    /// <summary>A chat of an evening.</summary>
    public static Retention Default { get; } = new(1000, TimeSpan.FromHours(6));

    /// <summary>The last value, as a channel of state needs it.</summary>
    public static Retention LastValue { get; } = new(1, TimeSpan.FromHours(24));
}
