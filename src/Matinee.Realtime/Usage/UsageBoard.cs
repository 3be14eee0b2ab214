using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Usage;

/// <summary>
/// How many connections each user and each address has, on all nodes. A node tells what changed every 2 s, everything every 10 s, and at once what has
/// grown beyond its share of a limit; it admits by its own count and what the others told last. Where several admitted too many at the same time, the
/// nodes later in the order of their names give the newest ones up.
/// </summary>
internal sealed class UsageBoard(INodeBus bus, NodeName node, ConnectionOptions limits, TimeProvider time, ILogger<UsageBoard> logger) : IAsyncDisposable
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NodeLifetime = TimeSpan.FromSeconds(8);
    private const int RoundEvery = 5;
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, (int Count, string User)> _own = [];
    private readonly HashSet<ulong> _changed = [];
    private readonly Dictionary<string, RemoteUsage> _others = new(StringComparer.Ordinal);
    private readonly long _incarnation = time.GetUtcNow().ToUnixTimeMilliseconds();
    private IAsyncDisposable? _listening;
    private long _toldAt = time.GetTimestamp();
    private long _round;
    private int _tells;
    private int _total;

    /// <summary>This node has so many connections of a user too many.</summary>
    public Action<string, int>? Exceeded { get; set; }

    /// <summary>Connections of all nodes.</summary>
    public int Total
    {
        get
        {
            lock (_gate)
                return _total + _others.Values.Sum(other => other.Total);
        }
    }

    /// <summary>Whether that node was heard of lately.</summary>
    public bool Knows(string name)
    {
        lock (_gate)
            return _others.ContainsKey(name);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _listening = await PatientListening.StartAsync(bus, UsageMessage.Topic, Hear, time, cancellationToken);
        await TellAllAsync();
    }

    /// <summary>One more, unless there are as many as there may be; every true is followed by one <see cref="Leave"/>.</summary>
    /// <param name="user">Empty: the anonymous, who are not counted by name.</param>
    /// <param name="address">Empty: not counted.</param>
    public bool TryEnter(string user, string address)
    {
        var urgent = new List<ulong>();
        lock (_gate)
        {
            if (_total + _others.Values.Sum(other => other.Total) >= limits.Total
                || !Fits(user.Length > 0 ? UsageKey.OfUser(user) : null, limits.PerUser) || !Fits(address.Length > 0 ? UsageKey.OfAddress(address) : null, limits.PerAddress))
                return false;
            _total++;
            Count(user.Length > 0 ? UsageKey.OfUser(user) : null, user, limits.PerUser, urgent);
            Count(address.Length > 0 ? UsageKey.OfAddress(address) : null, "", limits.PerAddress, urgent);
        }

        if (urgent.Count > 0)
            _ = TellAsync(urgent);
        return true;
    }

    public void Leave(string user, string address)
    {
        lock (_gate)
        {
            _total--;
            foreach (var key in (ulong?[])[user.Length > 0 ? UsageKey.OfUser(user) : null, address.Length > 0 ? UsageKey.OfAddress(address) : null])
            {
                if (key is not { } known || !_own.TryGetValue(known, out var has))
                    continue;
                _changed.Add(known);
                if (has.Count > 1)
                    _own[known] = (has.Count - 1, has.User);
                else
                    _own.Remove(known);
            }
        }
    }

    /// <summary>Called every second or so: tells what is due, and forgets who fell silent.</summary>
    public async Task TickAsync()
    {
        lock (_gate)
        {
            foreach (var silent in _others.Values.Where(other => time.GetElapsedTime(other.HeardAt) > NodeLifetime).ToList())
                _others.Remove(silent.Node);
        }

        if (time.GetElapsedTime(_toldAt) < TellEvery)
            return;
        _toldAt = time.GetTimestamp();
        if (_tells++ % RoundEvery == 0)
            await TellAllAsync();
        else
            await TellAsync(null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_listening is not null)
            await _listening.DisposeAsync();
    }

    private bool Fits(ulong? key, int most) => key is not { } known || Own(known) + _others.Values.Sum(other => other.Of(known)) < most;

    private int Own(ulong key) => _own.TryGetValue(key, out var has) ? has.Count : 0;

    private void Count(ulong? key, string user, int most, List<ulong> urgent)
    {
        if (key is not { } known)
            return;
        var count = Own(known) + 1;
        _own[known] = (count, user);
        _changed.Add(known); // what is told at once may be lost
        if (_others.Count > 0 && count * (_others.Count + 1) >= most)
            urgent.Add(known);
    }

    // Null: all that changed.
    private async Task TellAsync(IReadOnlyCollection<ulong>? keys)
    {
        List<UsageMessage> messages;
        lock (_gate)
        {
            var counts = (keys ?? _changed).Select(key => (key, Own(key))).ToList();
            messages = Split(counts, ends: false);
            if (keys is null)
                _changed.Clear();
        }

        await SendAsync(messages);
    }

    private async Task TellAllAsync()
    {
        List<UsageMessage> messages;
        lock (_gate)
        {
            _round++;
            _changed.Clear();
            messages = Split([.. _own.Select(own => (own.Key, own.Value.Count))], ends: true);
        }

        await SendAsync(messages);
    }

    private List<UsageMessage> Split(List<(ulong Key, int Count)> counts, bool ends)
    {
        var messages = new List<UsageMessage>();
        for (var at = 0; at == 0 || at < counts.Count; at += UsageMessage.MostCounts)
        {
            var some = counts.GetRange(at, Math.Min(UsageMessage.MostCounts, counts.Count - at));
            messages.Add(new UsageMessage(node.Value, _incarnation, _round, ends && at + some.Count == counts.Count, _total, some));
        }

        return messages;
    }

    private async Task SendAsync(List<UsageMessage> messages)
    {
        try
        {
            foreach (var message in messages)
                await bus.SendAsync(UsageMessage.Topic, message.Encode(), CancellationToken.None);
        }
        catch (BrokerUnavailableException e)
        {
            RealtimeLog.BusFailed(logger, e.Message); // the next round mends it
        }
    }

    private void Hear(ReadOnlyMemory<byte> bytes)
    {
        if (UsageMessage.TryDecode(bytes.Span) is not { } message || message.Node == node.Value || message.Node.Length == 0)
            return;
        List<(string User, int Excess)> excesses = [];
        bool isNew;
        lock (_gate)
        {
            isNew = !_others.TryGetValue(message.Node, out var other) || other.Incarnation != message.Incarnation;
            if (isNew)
                _others[message.Node] = other = new RemoteUsage(message.Node, message.Incarnation);
            other!.HeardAt = time.GetTimestamp(); // made above
            other.Take(message);
            foreach (var (key, _) in message.Counts)
            {
                if (_own.TryGetValue(key, out var has) && has.User.Length > 0 && Excess(key, has.Count) is > 0 and var excess)
                    excesses.Add((has.User, excess));
            }
        }

        foreach (var (user, excess) in excesses)
            Exceeded?.Invoke(user, excess);
        if (isNew)
            _ = TellAllAsync();
    }

    // Whoever comes first in the order of names keeps what it has.
    private int Excess(ulong key, int own)
    {
        var before = _others.Values.Where(other => string.CompareOrdinal(other.Node, node.Value) < 0).Sum(other => other.Of(key));
        return own - Math.Clamp(limits.PerUser - before, 0, own);
    }
}
