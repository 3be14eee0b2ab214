namespace Matinee.Realtime.Brokers;

/// <summary>What became of an entry: exactly one of the four below.</summary>
public abstract record AppendResult
{
    private protected AppendResult()
    {
    }
}

/// <summary>It stands in the log.</summary>
/// <param name="Version">The slot's, after it.</param>
public sealed record Appended(StreamPosition Position, long Version) : AppendResult;

/// <summary>Its id was there already: this is what the first one was told.</summary>
public sealed record Duplicate(StreamPosition Position, long Version) : AppendResult;

/// <summary>The slot has another version than the writer saw.</summary>
/// <param name="Version">The current one.</param>
/// <param name="State">The current value.</param>
public sealed record Conflict(long Version, ReadOnlyMemory<byte> State) : AppendResult;

/// <summary>The store did not answer; the entry may or may not be there.</summary>
public sealed record Unavailable(string Reason) : AppendResult;
