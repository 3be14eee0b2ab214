using Matinee.Realtime.Admission;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Presence;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Sessions;

namespace Matinee.Realtime.Administration;

/// <summary>What the host does with channels and connections, on whichever node they are. Throws <see cref="BrokerUnavailableException"/>.</summary>
public sealed class RealtimeServer
{
    private readonly ChannelHub _hub;
    private readonly PresenceBoard _presence;
    private readonly NodeOrders _orders;
    private readonly SessionRegistry _registry;

    internal RealtimeServer(ChannelHub hub, PresenceBoard presence, NodeOrders orders, SessionRegistry registry) =>
        (_hub, _presence, _orders, _registry) = (hub, presence, orders, registry);

    /// <summary>The store went or came back; while it is gone, rooms go on among the members of each node.</summary>
    public event Action<BrokerHealth>? BrokerHealthChanged
    {
        add => _hub.Broker.HealthChanged += value;
        remove => _hub.Broker.HealthChanged -= value;
    }

    public BrokerHealth BrokerHealth => _hub.Broker.Health;

    /// <summary>Connections of this node.</summary>
    public int Connections => _registry.Count;

    /// <summary>Channels with members on this node, and how many.</summary>
    public IReadOnlyDictionary<string, int> Channels => _hub.Open.Where(c => c.MemberCount > 0).ToDictionary(c => c.Name, c => c.MemberCount);

    /// <summary>Appends to a log, or signals, by the channel's rules. The retention of the entry is the rules'.</summary>
    /// <returns>Null: there is no such channel.</returns>
    public async Task<AppendResult?> PublishAsync(string channel, LogEntry entry, CancellationToken cancellationToken) =>
        _hub.Rules(channel) is { } rules ? await _hub.PublishAsync(channel, rules, entry, cancellationToken) : null;

    public Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken) => _hub.Broker.TopAsync(channel, cancellationToken);

    /// <summary>See the <c>history</c> command. Null: the position is not there any more.</summary>
    public Task<(IReadOnlyList<Publication> Items, StreamPosition Top)?> HistoryAsync(
        string channel, StreamPosition? since, int limit, bool isReverse, CancellationToken cancellationToken) =>
        History.ReadAsync(_hub.Broker, channel, since, limit, isReverse, cancellationToken);

    /// <summary>Forgets the entries of a channel; its members come again and get a snapshot.</summary>
    public Task<ChannelTop> RemoveHistoryAsync(string channel, CancellationToken cancellationToken) => _hub.Broker.RemoveAsync(channel, null, cancellationToken);

    /// <summary>Members on all nodes.</summary>
    public IReadOnlyCollection<Publisher> Members(string channel) => _presence.Members(channel);

    /// <summary>Adds a subscription to every connection of a user, on every node.</summary>
    public Task SubscribeAsync(string user, string channel, CancellationToken cancellationToken) =>
        _orders.SendAsync(new NodeOrder(NodeOrderKind.Subscribe, user, "", channel, 0, ""), cancellationToken);

    /// <summary>Ends a subscription of every connection of a user, or of one of them, on every node.</summary>
    public Task UnsubscribeAsync(string user, string channel, UnsubscribePush why, string client = "", CancellationToken cancellationToken = default) =>
        _orders.SendAsync(new NodeOrder(NodeOrderKind.Unsubscribe, user, client, channel, why.Code, why.Reason), cancellationToken);

    /// <summary>Ends every connection of a user, or one of them, on every node.</summary>
    public Task DisconnectAsync(string user, DisconnectAdvice advice, string client = "", CancellationToken cancellationToken = default) =>
        _orders.SendAsync(new NodeOrder(NodeOrderKind.Disconnect, user, client, "", advice.Code, advice.Reason), cancellationToken);

    /// <summary>Sets when the connections of a user expire, on every node; null: at once, so that they have to refresh or go.</summary>
    public Task RefreshAsync(string user, DateTimeOffset? expiresAt, string client = "", CancellationToken cancellationToken = default) =>
        _orders.SendAsync(new NodeOrder(NodeOrderKind.Refresh, user, client, "", 0, (expiresAt?.ToUnixTimeMilliseconds() ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture)), cancellationToken);

    /// <summary>Connections of a user on this node.</summary>
    public IReadOnlyList<RealtimeClient> ClientsOf(string user) => [.. _registry.OfUser(user).Select(session => session.Client).OfType<RealtimeClient>()];

    /// <summary>Ends one connection of this node; false when it is not here.</summary>
    public bool Disconnect(string client, DisconnectAdvice advice)
    {
        if (_registry.Find(client) is not { } session)
            return false;
        session.Connection.Disconnect(advice);
        return true;
    }

    /// <summary>A message to one connection of this node; false when it is not here.</summary>
    public bool Send(string client, ReadOnlyMemory<byte> payload)
    {
        if (_registry.Find(client) is not { } session)
            return false;
        return session.Connection.Send(session.Connection.Wire.Push("", new MessagePush(payload)), FrameClass.Reply) == SendOutcome.Accepted;
    }
}
