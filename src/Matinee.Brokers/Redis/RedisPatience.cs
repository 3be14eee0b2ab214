namespace Matinee.Brokers.Redis;

/// <summary>How long a Redis server is waited for.</summary>
internal sealed record RedisPatience
{
    public static readonly RedisPatience Default = new();

    /// <summary>Whoever lets a store take longer is not told sooner that it is silent.</summary>
    public static RedisPatience For(TimeSpan timeout) => timeout > Default.Answer ? Default with { Answer = timeout } : Default;

    /// <summary>An answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A connection; the library itself gives up after a second and one more try.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at a server that is down.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After a connection for hints is back, until its subscriptions certainly are.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(100);
}
