using System.Text.Json;
using Matinee.App.Database;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.App.Rooms.Live;

/// <summary>Who may what on the channel server: what the connection's token allows, and then what the room says.</summary>
internal sealed class RoomPolicy(RoomTokens tokens, RoomDoorkeeper doorkeeper, RoomDesk desk, ReportDesk reports, RoomLimits limits) : IChannelPolicy
{
    private const int MostSignalBytes = 1024;

    private static readonly ChannelRules Room = new() { Presence = true, MostMembers = 1000 };

    public ChannelRules? Rules(string channel) => channel.Split(':') switch
    {
        ["room", _] => Room,
        ["signal", _] => ChannelRules.Signal,
        ["user", _] => ChannelRules.Log,
        [RoomTokens.SiteChannel] => ChannelRules.Log,
        _ => null,
    };

    public Task<ConnectDecision> ConnectAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        if (tokens.Read(attempt.Token) is not { } claims)
            return Task.FromResult<ConnectDecision>(new ConnectRefused(attempt.Token.Length == 0 ? RealtimeErrors.Unauthorized : RealtimeErrors.TokenExpired));
        return Task.FromResult<ConnectDecision>(new ConnectAllowed
        {
            User = claims.Sub.Value,
            Connection = JsonSerializer.SerializeToUtf8Bytes(new RoomPerson(claims.Sub, claims.Name), WireJson.Default.RoomPerson),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Exp),
            Tag = new ConnectionRights(claims),
        });
    }

    public async Task<RefreshDecision> RefreshAsync(RealtimeClient client, string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(token) is not { } claims || claims.Sub.Value != client.User || client.Tag is not ConnectionRights rights)
            return new RefreshRefused(RealtimeErrors.TokenExpired);
        await Task.CompletedTask.WaitAsync(cancellationToken);
        rights.Claims = claims;
        return new RefreshAllowed(DateTimeOffset.FromUnixTimeSeconds(claims.Exp));
    }

    public async Task<SubscribeDecision> SubscribeAsync(RealtimeClient client, SubscribeAttempt attempt, CancellationToken cancellationToken)
    {
        if (client.Tag is not ConnectionRights rights || !rights.Allows(attempt.Channel))
            return new SubscribeRefused(RealtimeErrors.PermissionDenied);
        return attempt.Channel.Split(':') switch
        {
            ["room", var id] when EntityIds.TryParse<RoomId>(id, out var room) => await doorkeeper.EnterAsync(room, rights.Claims.Sub, client.Id, cancellationToken),
            ["signal", var id] when EntityIds.TryParse<RoomId>(id, out var room) && !await doorkeeper.IsMemberAsync(room, rights.Claims.Sub, cancellationToken) =>
                new SubscribeRefused(RealtimeErrors.PermissionDenied),
            _ => new SubscribeAllowed { IsSeen = false },
        };
    }

    public Task<RefreshDecision> RefreshSubscriptionAsync(RealtimeClient client, string channel, string token, CancellationToken cancellationToken) =>
        Task.FromResult<RefreshDecision>(new RefreshRefused(RealtimeErrors.NotAvailable));

    /// <summary>Only signals: everything that stays is a call.</summary>
    public async Task<PublishDecision> PublishAsync(RealtimeClient client, string channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (client.Tag is not ConnectionRights rights || channel.Split(':') is not ["signal", var id] || !EntityIds.TryParse<RoomId>(id, out var room)
            || !rights.Allows(channel) || payload.Length > MostSignalBytes || !await doorkeeper.IsMemberAsync(room, rights.Claims.Sub, cancellationToken))
            return new PublishRefused(RealtimeErrors.PermissionDenied);
        if (await limits.TakeSignalAsync(rights.Claims.Sub, cancellationToken) is not null)
            return new PublishRefused(RealtimeErrors.TooManyRequests);
        reports.Take(room, rights.Claims.Sub, payload);
        return new PublishAllowed(payload);
    }

    public async Task<RpcDecision> RpcAsync(RealtimeClient client, string method, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (client.Tag is not ConnectionRights rights)
            return new RpcRefused(RealtimeErrors.PermissionDenied);
        var (answer, error) = await desk.CallAsync(method, payload, rights.Claims.Sub, cancellationToken);
        return error is { } refusal ? new RpcRefused(new RealtimeError(refusal.Code, refusal.Message, refusal.Code == CallError.Away)) : new RpcAnswered(answer);
    }

    public Task ReceiveAsync(RealtimeClient client, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What the connection's newest token says.</summary>
internal sealed class ConnectionRights(ConnectionClaims claims)
{
    public ConnectionClaims Claims { get; set; } = claims;

    public bool Allows(string channel) => Claims.Allow.Contains(channel);
}
