using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Admission;

/// <summary>
/// Who may what: the host's answers. Called for one connection in the order of its commands, for different ones at once. An answer that takes
/// longer than 5 s, or an exception, is an internal error for the client, which may try again. Nothing is called twice for one command. What a host does not answer is refused.
/// </summary>
public interface IChannelPolicy
{
    /// <summary>What a channel is; the same for everybody and for as long as the process runs. Null: there is no such channel.</summary>
    ChannelRules? Rules(string channel);

    Task<ConnectDecision> ConnectAsync(ConnectAttempt attempt, CancellationToken cancellationToken);

    /// <summary>A new token for a connection that is about to expire.</summary>
    Task<RefreshDecision> RefreshAsync(RealtimeClient client, string token, CancellationToken cancellationToken) =>
        Task.FromResult<RefreshDecision>(new RefreshRefused(RealtimeErrors.NotAvailable));

    Task<SubscribeDecision> SubscribeAsync(RealtimeClient client, SubscribeAttempt attempt, CancellationToken cancellationToken);

    /// <summary>A new token for a subscription that is about to expire.</summary>
    Task<RefreshDecision> RefreshSubscriptionAsync(RealtimeClient client, string channel, string token, CancellationToken cancellationToken) =>
        Task.FromResult<RefreshDecision>(new RefreshRefused(RealtimeErrors.NotAvailable));

    /// <summary>Something to be published by a client itself.</summary>
    Task<PublishDecision> PublishAsync(RealtimeClient client, string channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<PublishDecision>(new PublishRefused(RealtimeErrors.PermissionDenied));

    Task<RpcDecision> RpcAsync(RealtimeClient client, string method, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<RpcDecision>(new RpcRefused(RealtimeErrors.MethodNotFound));

    /// <summary>A message without an answer.</summary>
    Task ReceiveAsync(RealtimeClient client, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => Task.CompletedTask;
}
