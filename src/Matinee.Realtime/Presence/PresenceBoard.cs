using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Presence;

/// <summary>
/// Who is where, on all nodes. Each node owns the digest of its own members: changes go out as they come, the whole every 10 s, and a node that was not heard
/// of for 20 s is taken to be gone with all its members.
/// </summary>
internal sealed class PresenceBoard(INodeBus bus, NodeName node, TimeProvider time, ILogger<PresenceBoard> logger) : IAsyncDisposable
{
    private static readonly TimeSpan DigestEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NodeLifetime = TimeSpan.FromSeconds(20);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LocalMembers> _here = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RemoteNode> _nodes = new(StringComparer.Ordinal);
    private readonly long _incarnation = time.GetUtcNow().ToUnixTimeMilliseconds();
    private IAsyncDisposable? _listening;
    private long _toldAt;
    private volatile bool _isCutOff;

    /// <summary>Somebody came to or left a channel, on any node.</summary>
    public Action<string, Publisher, bool>? Changed { get; set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _listening = await PatientListening.StartAsync(bus, PresenceMessage.Topic, Hear, time, cancellationToken);
        _toldAt = time.GetTimestamp();
        await TellAsync(new(PresenceKind.Hello, node.Value, _incarnation, "", 0, [], []));
    }

    public Task JoinAsync(string channel, Publisher who)
    {
        PresenceMessage message;
        lock (_gate)
        {
            if (!_here.TryGetValue(channel, out var members))
                _here[channel] = members = new LocalMembers();
            members.Who[who.Client] = who;
            message = new(PresenceKind.Delta, node.Value, _incarnation, channel, ++members.Version, [who], []);
        }

        Changed?.Invoke(channel, who, true);
        return TellAsync(message);
    }

    public Task LeaveAsync(string channel, Publisher who)
    {
        PresenceMessage message;
        lock (_gate)
        {
            if (!_here.TryGetValue(channel, out var members) || !members.Who.Remove(who.Client))
                return Task.CompletedTask;
            message = new(PresenceKind.Delta, node.Value, _incarnation, channel, ++members.Version, [], [who.Client]);
        }

        Changed?.Invoke(channel, who, false);
        return TellAsync(message);
    }

    /// <summary>How many <see cref="Members"/> there are.</summary>
    public int Count(string channel)
    {
        lock (_gate)
        {
            var all = _here.TryGetValue(channel, out var here) ? here.Who.Count : 0;
            foreach (var other in _nodes.Values)
                all += other.Channels.TryGetValue(channel, out var there) ? there.Who.Count : 0;
            return all;
        }
    }

    public IReadOnlyCollection<Publisher> Members(string channel)
    {
        lock (_gate)
        {
            var all = _here.TryGetValue(channel, out var here) ? here.Who.Values.ToList() : [];
            foreach (var other in _nodes.Values)
            {
                if (other.Channels.TryGetValue(channel, out var there))
                    all.AddRange(there.Who.Values);
            }

            return all;
        }
    }

    /// <summary>Called every second or so: tells what is due, and forgets who fell silent.</summary>
    public async Task TickAsync()
    {
        List<(string Channel, Publisher Who)> gone;
        lock (_gate)
            gone = Drop(n => time.GetElapsedTime(n.HeardAt) > NodeLifetime);
        foreach (var (channel, who) in gone)
            Changed?.Invoke(channel, who, false);
        if (time.GetElapsedTime(_toldAt) >= DigestEvery)
            await TellAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await TellAsync(new(PresenceKind.Bye, node.Value, _incarnation, "", 0, [], []));
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    private async Task TellAllAsync()
    {
        _toldAt = time.GetTimestamp();
        List<PresenceMessage> messages;
        lock (_gate)
        {
            // A channel without members is told once more, and then forgotten.
            messages = [.. _here.Select(c => new PresenceMessage(PresenceKind.Digest, node.Value, _incarnation, c.Key, c.Value.Version, [.. c.Value.Who.Values], []))];
            foreach (var channel in _here.Where(c => c.Value.Who.Count == 0).Select(c => c.Key).ToList())
                _here.Remove(channel);
        }

        var isHeard = await TellAsync(new(PresenceKind.Beat, node.Value, _incarnation, "", 0, [], []));
        for (var i = 0; i < messages.Count && isHeard; i++)
            isHeard = await TellAsync(messages[i]); // each would wait for a bus that is away
    }

    private async Task<bool> TellAsync(PresenceMessage message)
    {
        try
        {
            await bus.SendAsync(PresenceMessage.Topic, message.Encode(), CancellationToken.None);
            _isCutOff = false;
            return true;
        }
        catch (BrokerUnavailableException e)
        {
            if (!_isCutOff)
                RealtimeLog.BusFailed(logger, e.Message);
            _isCutOff = true; // the next digest mends it
            return false;
        }
    }

    private void Hear(ReadOnlyMemory<byte> bytes)
    {
        if (PresenceMessage.TryDecode(bytes.Span) is not { } message || message.Node == node.Value)
            return;
        List<(string Channel, Publisher Who, bool Joined)> changes = [];
        lock (_gate)
            Take(message, changes);
        foreach (var (channel, who, joined) in changes)
            Changed?.Invoke(channel, who, joined);
        if (message.Kind == PresenceKind.Hello)
            _ = TellAllAsync();
    }

    private void Take(PresenceMessage message, List<(string, Publisher, bool)> changes)
    {
        if (message.Kind == PresenceKind.Bye || _nodes.TryGetValue(message.Node, out var known) && known.Incarnation != message.Incarnation)
            changes.AddRange(Drop(n => n.Name == message.Node).Select(g => (g.Channel, g.Who, false)));
        if (message.Kind is PresenceKind.Bye or PresenceKind.None)
            return;
        if (!_nodes.TryGetValue(message.Node, out var sender))
            _nodes[message.Node] = sender = new RemoteNode(message.Node, message.Incarnation);
        sender.HeardAt = time.GetTimestamp();
        if (message.Kind is not (PresenceKind.Delta or PresenceKind.Digest))
            return;
        if (!sender.Channels.TryGetValue(message.Channel, out var members))
            sender.Channels[message.Channel] = members = new LocalMembers();
        if (message.Kind == PresenceKind.Digest)
        {
            var there = message.Joined.Select(w => w.Client).ToHashSet(StringComparer.Ordinal);
            Remove(message.Channel, members, members.Who.Keys.Where(c => !there.Contains(c)).ToList(), changes);
        }

        foreach (var who in message.Joined)
        {
            if (members.Who.TryAdd(who.Client, who))
                changes.Add((message.Channel, who, true));
        }

        Remove(message.Channel, members, message.Left, changes);
        members.Version = message.Version;
        if (members.Who.Count == 0)
            sender.Channels.Remove(message.Channel);
    }

    private static void Remove(string channel, LocalMembers members, IEnumerable<string> clients, List<(string, Publisher, bool)> changes)
    {
        foreach (var client in clients)
        {
            if (members.Who.Remove(client, out var who))
                changes.Add((channel, who, false));
        }
    }

    private List<(string Channel, Publisher Who)> Drop(Func<RemoteNode, bool> which)
    {
        List<(string, Publisher)> gone = [];
        foreach (var dropped in _nodes.Values.Where(which).ToList())
        {
            _nodes.Remove(dropped.Name);
            gone.AddRange(dropped.Channels.SelectMany(c => c.Value.Who.Values.Select(w => (c.Key, w))));
        }

        return gone;
    }

    private sealed class LocalMembers
    {
        public Dictionary<string, Publisher> Who { get; } = new(StringComparer.Ordinal);

        public long Version { get; set; }
    }

    private sealed class RemoteNode(string name, long incarnation)
    {
        public string Name => name;

        public long Incarnation => incarnation;

        public Dictionary<string, LocalMembers> Channels { get; } = new(StringComparer.Ordinal);

        public long HeardAt { get; set; }
    }
}
