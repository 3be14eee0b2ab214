namespace Matinee.Media.Ffmpeg;

/// <summary>What a <see cref="RangeProxy"/> may hold, and how long it waits.</summary>
public sealed record RangeProxyLimits
{
    public static RangeProxyLimits Default { get; } = new();

    /// <summary>Blocks of 256 KB kept in memory: 32 MB, of which 8 MB at most are read ahead of one reader.</summary>
    public int MostBlocks { get; init; } = 128;

    /// <summary>Blocks asked for at once. 8 MB hides 100 ms of distance at 80 MB/s.</summary>
    public int LongestRun { get; init; } = 32;

    /// <summary>Requests under way at the origin.</summary>
    public int MostRequests { get; init; } = 4;

    /// <summary>Connections of ffmpeg, which has two where it seeks. More wait.</summary>
    public int MostConnections { get; init; } = 32;

    /// <summary>How long one request may give nothing before it is begun anew.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the origin may give nothing over all attempts: a coordinator restarts in less.</summary>
    public TimeSpan StallDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a caller may take for the head of a request.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait before another attempt; it doubles up to five seconds, and is spread by half.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);
}
