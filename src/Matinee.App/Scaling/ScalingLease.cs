namespace Matinee.App.Scaling;

/// <summary>The row of <c>scaling_lease</c>.</summary>
internal sealed record ScalingLease
{
    public const string Columns = """
        holder AS Holder, node AS Node, epoch AS Epoch, wanted AS Wanted, grew_at AS GrewAt, shrank_at AS ShrankAt, low_since AS LowSince,
        started AS Started, busy AS Busy, waiting AS Waiting, slots AS Slots, trouble AS Trouble
        """;

    public string Holder { get; set; } = "";

    /// <summary>The name of the holder's node.</summary>
    public string Node { get; set; } = "";

    public long Epoch { get; set; }

    /// <summary>Workers of the executor that there shall be.</summary>
    public int Wanted { get; set; }

    public long? GrewAt { get; set; }

    public long? ShrankAt { get; set; }

    public long? LowSince { get; set; }

    public int Started { get; set; }

    public int Busy { get; set; }

    public int Waiting { get; set; }

    public int Slots { get; set; }

    /// <summary>Why the executor could not do its part; empty when it could.</summary>
    public string Trouble { get; set; } = "";

    /// <summary>The database's clock when the row was read.</summary>
    public long Now { get; set; }

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(Now);

    public ScalingMemory Memory => new(Time(GrewAt), Time(ShrankAt), Time(LowSince));

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
