namespace Matinee.Realtime.Brokers;

/// <summary>A place in a channel's log: the last offset somebody has, in its epoch. Offset 0 is before the first entry.</summary>
/// <param name="Epoch">1 to 32 characters of ASCII letters, digits, <c>-</c> and <c>~</c>.</param>
public readonly record struct StreamPosition(string Epoch, long Offset)
{
    /// <summary>In the log of one node whose store is gone: the others do not see it.</summary>
    public bool IsAlone => Epoch.Contains('~', StringComparison.Ordinal);
}
