using System.Globalization;
using System.Text;
using System.Text.Json;
using Matinee.Realtime.Administration;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>A host whose answers are in the question: tokens are <c>user:NAME</c>, <c>ttl:SECONDS:NAME</c>, <c>server:NAME</c>, <c>expired</c>, <c>refused</c> or bad.</summary>
internal sealed class OpenPolicy(IServiceProvider services, TimeProvider time) : IChannelPolicy
{
    private static readonly ChannelRules Room = new() { Presence = true, JoinLeave = true };
    private static readonly ChannelRules Small = new() { Retention = new Retention(3, TimeSpan.FromHours(1)) };

    public ChannelRules? Rules(string channel) => channel.Split(':')[0] switch
    {
        "chat" or "user" => Room,
        "small" => Small,
        "state" => ChannelRules.State,
        "signal" => ChannelRules.Signal,
        "forbidden" => ChannelRules.Log,
        _ => null,
    };

    public Task<ConnectDecision> ConnectAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        var parts = attempt.Token.Split(':');
        ReadOnlyMemory<byte> welcome = attempt.Payload.IsEmpty ? default : (byte[])[.. "{\"welcome\":"u8, .. attempt.Payload.Span, .. "}"u8];
        return Task.FromResult<ConnectDecision>(parts[0] switch
        {
            "user" => Allow(parts[1]) with { Payload = welcome },
            "ttl" => Allow(parts[2]) with { ExpiresAt = time.GetUtcNow().AddSeconds(int.Parse(parts[1], CultureInfo.InvariantCulture)) },
            "server" => Allow(parts[1]) with { Channels = new Dictionary<string, SubscribeAllowed> { [$"user:{parts[1]}"] = new() } },
            "expired" => new ConnectRefused(RealtimeErrors.TokenExpired),
            "refused" => new ConnectRefused(RealtimeErrors.PermissionDenied),
            _ => new ConnectClosed(Disconnects.InvalidToken),
        });
    }

    public Task<RefreshDecision> RefreshAsync(RealtimeClient client, string token, CancellationToken cancellationToken) =>
        Task.FromResult<RefreshDecision>(token.StartsWith("ttl:", StringComparison.Ordinal)
            ? new RefreshAllowed(time.GetUtcNow().AddSeconds(1))
            : new RefreshAllowed(null));

    public Task<SubscribeDecision> SubscribeAsync(RealtimeClient client, SubscribeAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Channel.StartsWith("forbidden:", StringComparison.Ordinal))
            return Task.FromResult<SubscribeDecision>(new SubscribeRefused(RealtimeErrors.PermissionDenied));
        return Task.FromResult<SubscribeDecision>(new SubscribeAllowed
        {
            Channel = "{\"seat\":1}"u8.ToArray(),
            ExpiresAt = attempt.Channel.StartsWith("chat:ttl-", StringComparison.Ordinal) ? time.GetUtcNow().AddSeconds(1) : null,
            Snapshot = (position, _) => Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes($"{{\"snapshotAt\":{position.Offset}}}")),
        });
    }

    public Task<RefreshDecision> RefreshSubscriptionAsync(RealtimeClient client, string channel, string token, CancellationToken cancellationToken) =>
        Task.FromResult<RefreshDecision>(token == "again" ? new RefreshAllowed(time.GetUtcNow().AddSeconds(1)) : new RefreshRefused(RealtimeErrors.PermissionDenied));

    public Task<PublishDecision> PublishAsync(RealtimeClient client, string channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<PublishDecision>(payload.Span.IndexOf("forbidden"u8) >= 0 ? new PublishRefused(RealtimeErrors.PermissionDenied) : new PublishAllowed(payload));

    public Task<RpcDecision> RpcAsync(RealtimeClient client, string method, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        Task.FromResult<RpcDecision>(method switch
        {
            "echo" => new RpcAnswered(payload),
            "who" => new RpcAnswered(JsonSerializer.SerializeToUtf8Bytes(new { client = client.Id, user = client.User })),
            "fail" => new RpcRefused(new RealtimeError(1000, "as you wished")),
            "throw" => throw new InvalidOperationException("as you wished"),
            _ => new RpcRefused(RealtimeErrors.MethodNotFound),
        });

    public Task ReceiveAsync(RealtimeClient client, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        services.GetRequiredService<RealtimeServer>().Send(client.Id, payload);
        return Task.CompletedTask;
    }

    private static ConnectAllowed Allow(string user) => new() { User = user, Connection = Encoding.UTF8.GetBytes($"{{\"name\":\"{user}\"}}") };
}
