namespace Matinee.Realtime.Brokers;

/// <summary>What a read of a log found: one of the two below.</summary>
public abstract record ReadResult
{
    private protected ReadResult()
    {
    }
}

/// <summary>Contiguous entries.</summary>
/// <param name="Top">Where the log ended then; not before the last of the items.</param>
public sealed record Publications(IReadOnlyList<Publication> Items, StreamPosition Top) : ReadResult;

/// <summary>The position cannot be continued: another epoch, trimmed, or beyond the top.</summary>
public sealed record Gone(StreamPosition Top) : ReadResult;
