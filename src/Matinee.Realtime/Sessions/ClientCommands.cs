using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>Everything a client may ask for once it is connected, but subscribing. Throws <see cref="RefusedException"/>.</summary>
internal sealed class ClientCommands(SessionContext context, ClientSession session)
{
    /// <summary>Null: there is no answer.</summary>
    public async Task<Result?> RunAsync(Request request, RealtimeClient client, CancellationToken cancellationToken) => request switch
    {
        UnsubscribeRequest unsubscribe => await UnsubscribeAsync(unsubscribe.Channel),
        PublishRequest publish => await PublishAsync(publish, client, cancellationToken),
        PresenceRequest presence => new PresenceResult(Present(presence.Channel)),
        PresenceStatsRequest stats => Present(stats.Channel) is var all ? new PresenceStatsResult(all.Count, all.Select(p => p.User).Distinct().Count()) : null,
        HistoryRequest history => await HistoryAsync(history, cancellationToken),
        PingRequest => new PingResult(),
        RpcRequest { Method: ClockCommand.Method } clock => new RpcResult(ClockCommand.Answer(context.Clock, clock.Payload)),
        RpcRequest rpc => await RpcAsync(rpc, client, cancellationToken),
        SendRequest send => await ReceiveAsync(send, client, cancellationToken),
        RefreshRequest refresh => await RefreshAsync(refresh.Token, client, cancellationToken),
        SubRefreshRequest refresh => await RefreshAsync(refresh, client, cancellationToken),
        _ => throw new RefusedException(RealtimeErrors.MethodNotFound),
    };

    private async Task<Result> UnsubscribeAsync(string channel)
    {
        await session.Subscriptions.RemoveAsync(channel, Departure.Unsubscribed);
        return new UnsubscribeResult();
    }

    private async Task<Result> PublishAsync(PublishRequest request, RealtimeClient client, CancellationToken cancellationToken)
    {
        if (context.Hub.Rules(request.Channel) is not { } rules)
            throw new RefusedException(RealtimeErrors.UnknownChannel);
        if (request.Payload.IsEmpty)
            throw new RefusedException(RealtimeErrors.BadRequest);
        switch (await context.Policy.PublishAsync(client, request.Channel, request.Payload, cancellationToken))
        {
            case PublishRefused refused:
                context.Meters.Filtered();
                throw new RefusedException(refused.Error);
            case PublishAllowed allowed:
                var entry = new LogEntry { Data = allowed.Payload, DedupId = allowed.DedupId, Tags = allowed.Tags, Publisher = client.AsPublisher(session.Subscriptions.About(request.Channel)) };
                if (await context.Hub.PublishAsync(request.Channel, rules, entry, cancellationToken) is Unavailable)
                    throw new RefusedException(RealtimeErrors.BrokerUnavailable);
                break;
        }

        return new PublishResult();
    }

    private IReadOnlyCollection<Publisher> Present(string channel)
    {
        if (context.Hub.Rules(channel) is not { } rules)
            throw new RefusedException(RealtimeErrors.UnknownChannel);
        if (!rules.Presence)
            throw new RefusedException(RealtimeErrors.NotAvailable);
        if (!session.Subscriptions.Has(channel))
            throw new RefusedException(RealtimeErrors.PermissionDenied);
        return context.Presence.Members(channel);
    }

    private async Task<Result> HistoryAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        if (context.Hub.Rules(request.Channel) is not { } rules)
            throw new RefusedException(RealtimeErrors.UnknownChannel);
        if (rules.Class == ChannelClass.Signal)
            throw new RefusedException(RealtimeErrors.NotAvailable);
        if (!session.Subscriptions.Has(request.Channel))
            throw new RefusedException(RealtimeErrors.PermissionDenied);
        var most = context.Channels.Value.HistoryEntries;
        var limit = request.Most < 0 ? most : Math.Min(request.Most, most);
        StreamPosition? since = request.SinceEpoch is { } epoch ? new StreamPosition(epoch, request.SinceOffset) : null;
        var found = await History.ReadAsync(context.Hub.Broker, request.Channel, since, limit, request.Reverse, cancellationToken);
        return found is var (items, top) ? new HistoryResult(items, top) : throw new RefusedException(RealtimeErrors.UnrecoverablePosition);
    }

    private async Task<Result> RpcAsync(RpcRequest request, RealtimeClient client, CancellationToken cancellationToken) =>
        await context.Policy.RpcAsync(client, request.Method, request.Payload, cancellationToken) switch
        {
            RpcAnswered answered => new RpcResult(answered.Payload),
            RpcRefused refused => throw new RefusedException(refused.Error),
            _ => throw new RefusedException(RealtimeErrors.Internal),
        };

    private async Task<Result?> ReceiveAsync(SendRequest request, RealtimeClient client, CancellationToken cancellationToken)
    {
        await context.Policy.ReceiveAsync(client, request.Payload, cancellationToken);
        return null;
    }

    private async Task<Result> RefreshAsync(string token, RealtimeClient client, CancellationToken cancellationToken)
    {
        switch (await context.Policy.RefreshAsync(client, token, cancellationToken))
        {
            case RefreshAllowed allowed:
                session.ExpiresAt = allowed.ExpiresAt;
                return new RefreshResult(client.Id, Lifetimes.Seconds(allowed.ExpiresAt, context.Time));
            case RefreshRefused refused: throw new RefusedException(refused.Error);
            default: throw new RefusedException(RealtimeErrors.Internal);
        }
    }

    private async Task<Result> RefreshAsync(SubRefreshRequest request, RealtimeClient client, CancellationToken cancellationToken)
    {
        if (!session.Subscriptions.Has(request.Channel))
            throw new RefusedException(RealtimeErrors.BadRequest);
        switch (await context.Policy.RefreshSubscriptionAsync(client, request.Channel, request.Token, cancellationToken))
        {
            case RefreshAllowed allowed:
                session.Subscriptions.Extend(request.Channel, allowed.ExpiresAt);
                return new SubRefreshResult(Lifetimes.Seconds(allowed.ExpiresAt, context.Time));
            case RefreshRefused refused: throw new RefusedException(refused.Error);
            default: throw new RefusedException(RealtimeErrors.Internal);
        }
    }
}
