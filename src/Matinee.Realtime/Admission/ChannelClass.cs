namespace Matinee.Realtime.Admission;

/// <summary>What a channel carries, which says what happens when a member cannot keep up.</summary>
public enum ChannelClass
{
    /// <summary>Every entry counts: ordered, kept, recovered. Who falls behind recovers.</summary>
    Log,

    /// <summary>The last value counts. Who falls behind gets the newest.</summary>
    State,

    /// <summary>The moment counts: nothing is kept. Who falls behind misses the oldest.</summary>
    Signal,
}
