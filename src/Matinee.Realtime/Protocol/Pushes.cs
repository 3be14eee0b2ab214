using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>What a client is told without asking.</summary>
public abstract record Push;

internal sealed record PublicationPush(Publication Publication) : Push;

internal sealed record JoinPush(Publisher Who) : Push;

internal sealed record LeavePush(Publisher Who) : Push;

/// <param name="Code">2000 to 2499: for good; 2500 to 2999: the client subscribes again.</param>
public sealed record UnsubscribePush(uint Code, string Reason) : Push
{
    public bool IsTemporary => Code >= 2500;
}

internal sealed record SubscribePush(SubscribeResult Result) : Push;

internal sealed record MessagePush(ReadOnlyMemory<byte> Payload) : Push;

internal sealed record DisconnectPush(DisconnectAdvice Advice) : Push;

internal sealed record RefreshPush(uint? Ttl) : Push;

/// <summary>The first message of a one-way stream.</summary>
internal sealed record ConnectPush(ConnectResult Result) : Push;
