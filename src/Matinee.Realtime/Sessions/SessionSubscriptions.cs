using System.Collections.Immutable;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>The channels of one session.</summary>
internal sealed class SessionSubscriptions(SessionContext context, ClientSession session)
{
    private static readonly ImmutableDictionary<string, Subscription> None = ImmutableDictionary.Create<string, Subscription>(StringComparer.Ordinal);
    private ImmutableDictionary<string, Subscription> _byChannel = None; // small while there are one or two, and there is one of these for every connection
    private DateTimeOffset? _nextExpiry;

    public int Count => _byChannel.Count;

    public IEnumerable<string> Channels => _byChannel.Keys;

    public bool Has(string channel) => _byChannel.ContainsKey(channel);

    /// <summary>What others see of the subscription besides the connection; empty when there is none.</summary>
    public ReadOnlyMemory<byte> About(string channel) => _byChannel.TryGetValue(channel, out var subscription) ? subscription.Who.Channel : default;

    /// <summary>The command: asks the policy, joins, replies, and lets what was published meanwhile follow the reply.</summary>
    public async Task SubscribeAsync(uint id, SubscribeRequest request, RealtimeClient client, CancellationToken cancellationToken)
    {
        if (context.Hub.Rules(request.Channel) is null)
            throw new RefusedException(RealtimeErrors.UnknownChannel);
        if (Has(request.Channel))
            throw new RefusedException(RealtimeErrors.AlreadySubscribed);
        if (Count >= context.Connections.Value.Channels)
            throw new RefusedException(RealtimeErrors.LimitExceeded);
        var attempt = new SubscribeAttempt(request.Channel, request.Token, request.Data, request.Recover);
        var decision = await context.Policy.SubscribeAsync(client, attempt, cancellationToken);
        if (decision is not SubscribeAllowed allowed)
            throw new RefusedException(decision is SubscribeRefused refused ? refused.Error : RealtimeErrors.Internal);
        var (member, result) = await JoinAsync(request, allowed, client, isServerSide: false, cancellationToken);
        if (!member.TryActivate(() => session.Reply(id, result)))
            await RefuseAsync(member);
    }

    /// <summary>Becomes a member and makes the reply. Nothing is delivered until it is activated.</summary>
    public async Task<(Subscription Member, SubscribeResult Result)> JoinAsync(SubscribeRequest request, SubscribeAllowed allowed, RealtimeClient client, bool isServerSide, CancellationToken cancellationToken)
    {
        var rules = context.Hub.Rules(request.Channel) ?? throw new RefusedException(RealtimeErrors.UnknownChannel);
        if (rules.MostMembers > 0 && context.Presence.Count(request.Channel) >= rules.MostMembers)
            throw new RefusedException(RealtimeErrors.LimitExceeded);
        var (member, position) = await context.Hub.JoinAsync(request.Channel, rules, live => new Subscription(session.Connection, live, client.AsPublisher(allowed.Channel), OnEnded)
        {
            IsServerSide = isServerSide,
            IsSeen = rules.Presence && allowed.IsSeen,
            WantsJoinLeave = rules.JoinLeave && (isServerSide || request.JoinLeave),
            ExpiresAt = allowed.ExpiresAt,
        }, cancellationToken);
        ImmutableInterlocked.AddOrUpdate(ref _byChannel, request.Channel, member, (_, _) => member);
        _nextExpiry = Earlier(_nextExpiry, allowed.ExpiresAt);
        try
        {
            var result = await AnswerAsync(request, allowed, member, position, cancellationToken);
            if (member.IsSeen)
                await context.Presence.JoinAsync(request.Channel, member.Who);
            return (member, result);
        }
        catch
        {
            TryRemove(request.Channel, member);
            member.Channel.Leave(member);
            SayFarewell(request.Channel, Departure.Interrupted);
            throw;
        }
    }

    /// <summary>The reply to the connect is on its way: what waited for channels that it named may follow.</summary>
    public void ActivateAll()
    {
        foreach (var member in _byChannel.Values)
        {
            if (!member.TryActivate(() => { }))
                session.Connection.Disconnect(Disconnects.InsufficientState);
        }
    }

    public void Extend(string channel, DateTimeOffset? expiresAt)
    {
        if (!_byChannel.TryGetValue(channel, out var member))
            return;
        member.ExpiresAt = expiresAt;
        _nextExpiry = Earlier(null, _byChannel.Values.Select(m => m.ExpiresAt).Min());
    }

    /// <summary>Ends what expired before a time.</summary>
    public void Expire(DateTimeOffset before)
    {
        if (_nextExpiry is not { } next || next > before)
            return;
        foreach (var member in _byChannel.Values.Where(m => m.ExpiresAt < before))
            member.End(Unsubscribes.Expired);
        _nextExpiry = Earlier(null, _byChannel.Values.Select(m => m.ExpiresAt).Min());
    }

    /// <summary>The server adds a channel that the client did not ask for.</summary>
    public async Task AddAsync(string channel, SubscribeAllowed allowed, CancellationToken cancellationToken)
    {
        if (session.Client is not { } client || Has(channel) || context.Hub.Rules(channel) is null)
            return;
        try
        {
            var (member, result) = await JoinAsync(new SubscribeRequest { Channel = channel }, allowed, client, isServerSide: true, cancellationToken);
            if (!member.TryActivate(() => session.Connection.Send(session.Connection.Wire.Push(channel, new SubscribePush(result)), FrameClass.Reply)))
                await RefuseAsync(member);
        }
        catch (Exception e) when (e is RefusedException or BrokerUnavailableException)
        {
            RealtimeLog.CommandFailed(context.Logger, nameof(SubscribePush), e);
        }
    }

    /// <summary>The server ends it, and says why.</summary>
    public void End(string channel, UnsubscribePush why)
    {
        if (_byChannel.TryGetValue(channel, out var member))
            member.End(why);
    }

    /// <summary>The client, or the server for it, wants it no more; nothing is told to the client.</summary>
    public async Task<bool> RemoveAsync(string channel, Departure why)
    {
        if (!ImmutableInterlocked.TryRemove(ref _byChannel, channel, out var member))
            return false;
        member.Channel.Leave(member);
        SayFarewell(channel, why);
        if (member.IsSeen)
            await context.Presence.LeaveAsync(channel, member.Who);
        return true;
    }

    public async Task EndAllAsync()
    {
        foreach (var channel in _byChannel.Keys)
            await RemoveAsync(channel, Departure.Disconnected);
    }

    // It ended before it began: the client would wait for what never comes, so it is told to try again.
    private async Task RefuseAsync(Subscription member)
    {
        TryRemove(member.Channel.Name, member);
        SayFarewell(member.Channel.Name, Departure.Interrupted);
        if (member.IsSeen)
            await context.Presence.LeaveAsync(member.Channel.Name, member.Who);
        throw new RefusedException(RealtimeErrors.BrokerUnavailable);
    }

    private async Task<SubscribeResult> AnswerAsync(
        SubscribeRequest request, SubscribeAllowed allowed, Subscription member, StreamPosition position, CancellationToken cancellationToken)
    {
        var rules = member.Channel.Rules;
        var ttl = Lifetimes.Seconds(allowed.ExpiresAt, context.Time);
        if (rules.Class == ChannelClass.Signal)
            return new SubscribeResult { Ttl = ttl, Data = await SnapshotAsync(allowed, position, cancellationToken) };

        IReadOnlyList<Publication>? missed = null;
        var isRecovering = request.Recover;
        var seen = new StreamPosition(request.Epoch, request.Offset);
        if (rules.Class == ChannelClass.State)
            missed = isRecovering && seen == position ? [] : await context.Hub.Recovery.LastAsync(member.Channel, position, cancellationToken);
        else if (isRecovering)
            missed = await context.Hub.Recovery.BetweenAsync(member.Channel, seen, position, cancellationToken);
        return new SubscribeResult
        {
            Ttl = ttl,
            Recoverable = true,
            Positioned = true,
            Position = position,
            WasRecovering = isRecovering,
            Recovered = isRecovering && missed is not null,
            Publications = missed ?? [],
            Data = isRecovering && missed is not null ? default : await SnapshotAsync(allowed, position, cancellationToken),
        };
    }

    private static async Task<ReadOnlyMemory<byte>> SnapshotAsync(SubscribeAllowed allowed, StreamPosition position, CancellationToken cancellationToken) =>
        allowed.Snapshot is { } snapshot ? await snapshot(position, cancellationToken) : default;

    // Lagging, another epoch, expiry, or the server's wish: the client hears of it.
    private void OnEnded(Subscription member, UnsubscribePush why)
    {
        if (!TryRemove(member.Channel.Name, member))
            return;
        SayFarewell(member.Channel.Name, why.IsTemporary ? Departure.Interrupted : Departure.Unsubscribed);
        if (member.IsSeen)
            _ = context.Presence.LeaveAsync(member.Channel.Name, member.Who);
        // A client does not renew by itself what it did not ask for: it has to come again.
        if (member.IsServerSide && why.IsTemporary)
            session.Connection.Disconnect(Disconnects.InsufficientState);
        else if (member.IsActive) // else its reply is a refusal
            session.Connection.Send(session.Connection.Wire.Push(member.Channel.Name, why), FrameClass.Reply);
    }

    private bool TryRemove(string channel, Subscription member) =>
        ImmutableInterlocked.Update(ref _byChannel, channels => channels.TryGetValue(channel, out var found) && found == member ? channels.Remove(channel) : channels);

    private void SayFarewell(string channel, Departure why)
    {
        if (session.Client is { } client && context.Policy is IChannelVisitors visitors)
            visitors.Left(client, channel, why);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
