using System.Text.Json;
using Matinee.App.Database;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.App.Rooms.Live;

/// <summary>Who may what on the channel server: what the connection's token allows, and then what the room says.</summary>
internal sealed class RoomPolicy(RoomTokens tokens, RoomDoorkeeper doorkeeper, RoomDesk desk, ReportDesk reports, RoomLimits limits, ConnectionGuard guard) : IChannelPolicy, IChannelVisitors
{
    private const int MostSignalBytes = 1024;

    private volatile ChannelRules _room = new() { Presence = true };

    public ChannelRules? Rules(string channel) => channel.Split(':') switch
    {
        ["room", _] => Room(),
        ["signal", _] => ChannelRules.Signal,
        ["user", _] => ChannelRules.Log,
        [RoomTokens.SiteChannel] => ChannelRules.Log,
        _ => null,
    };

    // The number may be changed by an administrator; the object is made once for each.
    private ChannelRules Room()
    {
        var most = limits.Members;
        return _room is var rules && rules.MostMembers == most ? rules : _room = rules with { MostMembers = most };
    }

    public async Task<ConnectDecision> ConnectAsync(ConnectAttempt attempt, CancellationToken cancellationToken)
    {
        if (tokens.Read(attempt.Token) is not { } claims)
            return new ConnectRefused(attempt.Token.Length == 0 ? RealtimeErrors.Unauthorized : RealtimeErrors.TokenExpired);
        if (!await guard.IsGoodAsync(claims, cancellationToken))
            return new ConnectClosed(Disconnects.InvalidToken);
        return new ConnectAllowed
        {
            User = claims.Sub.Value,
            Connection = JsonSerializer.SerializeToUtf8Bytes(new RoomPerson(claims.Sub, claims.Name), WireJson.Default.RoomPerson),
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Exp),
            Tag = new ConnectionRights(claims),
        };
    }

    public async Task<RefreshDecision> RefreshAsync(RealtimeClient client, string token, CancellationToken cancellationToken)
    {
        if (tokens.Read(token) is not { } claims || claims.Sub.Value != client.User || client.Tag is not ConnectionRights rights || !await guard.IsGoodAsync(claims, cancellationToken))
            return new RefreshRefused(RealtimeErrors.TokenExpired);
        rights.Claims = claims;
        return new RefreshAllowed(DateTimeOffset.FromUnixTimeSeconds(claims.Exp));
    }

    public void Left(RealtimeClient client, string channel, Departure why)
    {
        if (client.Tag is ConnectionRights { Claims.Sub: var user } && channel.Split(':') is ["room", var id] && EntityIds.TryParse<RoomId>(id, out var room))
            doorkeeper.Leave(room, user, client.Id, why);
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
