using Matinee.Realtime.Admission;

namespace Matinee.Samples.Channels;

/// <summary>Whoever says a name is in, and may speak in every channel that begins with <c>lobby:</c>.</summary>
internal sealed class Lobby : IChannelPolicy
{
    public ChannelRules? Rules(string channel) => channel.StartsWith("lobby:", StringComparison.Ordinal) ? ChannelRules.Log with { Presence = true } : null;

    public Task<ConnectDecision> ConnectAsync(ConnectAttempt attempt, CancellationToken cancellationToken) =>
        Task.FromResult<ConnectDecision>(new ConnectAllowed { User = attempt.Token });

    public Task<SubscribeDecision> SubscribeAsync(RealtimeClient client, SubscribeAttempt attempt, CancellationToken cancellationToken) =>
        Task.FromResult<SubscribeDecision>(new SubscribeAllowed());

    public Task<PublishDecision> PublishAsync(RealtimeClient client, string channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<PublishDecision>(new PublishAllowed(payload));
}
