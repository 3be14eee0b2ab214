namespace Matinee.Brokers.Logs;

/// <summary>What a record means beside what was known of its log.</summary>
internal enum Sight
{
    /// <summary>It agrees.</summary>
    Agrees,

    /// <summary>It belongs to another epoch.</summary>
    OtherEpoch,

    /// <summary>Something else stood at an offset that was known: the store forgot, and went on.</summary>
    Fork,
}
