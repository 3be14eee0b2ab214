namespace Matinee.Realtime.Protocol;

/// <summary>What a client asks for.</summary>
/// <param name="Id">0: no reply is wanted.</param>
/// <param name="Request">Null: an empty command, which answers a ping.</param>
internal readonly record struct Command(uint Id, Request? Request);

internal abstract record Request;

internal sealed record ConnectRequest : Request
{
    public string Token { get; set; } = "";

    public ReadOnlyMemory<byte> Data { get; set; }

    public Dictionary<string, SubscribeRequest> Subs { get; } = new(StringComparer.Ordinal);

    public string Name { get; set; } = "";

    public string Version { get; set; } = "";

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
}

internal sealed record SubscribeRequest : Request
{
    public string Channel { get; set; } = "";

    public string Token { get; set; } = "";

    public bool Recover { get; set; }

    public string Epoch { get; set; } = "";

    public long Offset { get; set; }

    public ReadOnlyMemory<byte> Data { get; set; }

    public bool Positioned { get; set; }

    public bool Recoverable { get; set; }

    public bool JoinLeave { get; set; }
}

internal sealed record UnsubscribeRequest(string Channel) : Request;

internal sealed record PublishRequest(string Channel, ReadOnlyMemory<byte> Payload) : Request;

internal sealed record PresenceRequest(string Channel) : Request;

internal sealed record PresenceStatsRequest(string Channel) : Request;

/// <param name="Most">0: none, only the position; negative: as many as the server gives.</param>
internal sealed record HistoryRequest(string Channel, int Most, string? SinceEpoch, long SinceOffset, bool Reverse) : Request;

internal sealed record PingRequest : Request;

internal sealed record SendRequest(ReadOnlyMemory<byte> Payload) : Request;

internal sealed record RpcRequest(string Method, ReadOnlyMemory<byte> Payload) : Request;

internal sealed record RefreshRequest(string Token) : Request;

internal sealed record SubRefreshRequest(string Channel, string Token) : Request;
