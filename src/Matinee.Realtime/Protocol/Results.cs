using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>What a command is answered with when it went well.</summary>
internal abstract record Result;

internal sealed record ConnectResult : Result
{
    public required string Client { get; init; }

    public string Version { get; init; } = "";

    public uint? Ttl { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public IReadOnlyDictionary<string, SubscribeResult>? Subs { get; init; }

    /// <summary>Seconds between pings.</summary>
    public uint Ping { get; init; }

    public bool Pong { get; init; }

    /// <summary>What <c>/emulation</c> asks for.</summary>
    public string Session { get; init; } = "";

    public string Node { get; init; } = "";
}

internal sealed record SubscribeResult : Result
{
    /// <summary>Null: it does not expire.</summary>
    public uint? Ttl { get; init; }

    public bool Recoverable { get; init; }

    public bool Positioned { get; init; }

    public StreamPosition Position { get; init; }

    public IReadOnlyList<Publication> Publications { get; init; } = [];

    public bool Recovered { get; init; }

    public bool WasRecovering { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }
}

internal sealed record UnsubscribeResult : Result;

internal sealed record PublishResult : Result;

internal sealed record PresenceResult(IReadOnlyCollection<Publisher> Members) : Result;

internal sealed record PresenceStatsResult(int Clients, int Users) : Result;

internal sealed record HistoryResult(IReadOnlyList<Publication> Publications, StreamPosition Position) : Result;

internal sealed record PingResult : Result;

internal sealed record RpcResult(ReadOnlyMemory<byte> Payload) : Result;

/// <param name="Ttl">Null: it does not expire any more.</param>
internal sealed record RefreshResult(string Client, uint? Ttl) : Result;

internal sealed record SubRefreshResult(uint? Ttl) : Result;
