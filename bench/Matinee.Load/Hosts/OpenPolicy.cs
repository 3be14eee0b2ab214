using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.Load.Hosts;

/// <summary>Everybody may listen and publish: as the other servers of the tables have it, and nothing but the channel server is measured.</summary>
internal sealed class OpenPolicy : IChannelPolicy
{
    public ChannelRules? Rules(string channel) => ChannelRules.Log;

    public Task<ConnectDecision> ConnectAsync(ConnectAttempt attempt, CancellationToken cancellationToken) => Task.FromResult<ConnectDecision>(new ConnectAllowed { User = "" });

    public Task<RefreshDecision> RefreshAsync(RealtimeClient client, string token, CancellationToken cancellationToken) => Task.FromResult<RefreshDecision>(new RefreshAllowed(null));

    public Task<SubscribeDecision> SubscribeAsync(RealtimeClient client, SubscribeAttempt attempt, CancellationToken cancellationToken) =>
        Task.FromResult<SubscribeDecision>(new SubscribeAllowed { IsSeen = false });

    public Task<RefreshDecision> RefreshSubscriptionAsync(RealtimeClient client, string channel, string token, CancellationToken cancellationToken) =>
        Task.FromResult<RefreshDecision>(new RefreshAllowed(null));

    public Task<PublishDecision> PublishAsync(RealtimeClient client, string channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<PublishDecision>(new PublishAllowed(payload));

    public Task<RpcDecision> RpcAsync(RealtimeClient client, string method, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<RpcDecision>(new RpcRefused(RealtimeErrors.MethodNotFound));

    public Task ReceiveAsync(RealtimeClient client, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => Task.CompletedTask;
}
