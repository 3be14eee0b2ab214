namespace Matinee.Brokers.Nats;

/// <summary>How long a NATS server is waited for, and how much is held for it.</summary>
internal sealed record NatsPatience
{
    public static readonly NatsPatience Default = new();

    /// <summary>Whoever lets a store take longer is not told sooner that it is silent.</summary>
    public static NatsPatience For(TimeSpan timeout) =>
        timeout > Default.Answer ? Default with { Answer = timeout, Ping = timeout > Default.Ping ? timeout : Default.Ping } : Default;

    /// <summary>An answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Connecting and greeting.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two pings; a connection over which two of them bring nothing is given up.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first pause between two tries to connect to any of the servers; doubled up to the longest, and jittered.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Followers resume within a second of a server's return.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes that wait to be sent; beyond them sending fails at once.</summary>
    public int PendingBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The largest payload that is taken in: what a server allows by default, eight times over.</summary>
    public int LargestPayload { get; init; } = 8 * 1024 * 1024;
}
