using System.Diagnostics;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Channels;

/// <summary>
/// A channel that somebody on this node listens to: follows the log, delivers in its order, fills holes from it before going on, and tells everybody to come
/// again when the epoch is another one.
/// </summary>
internal sealed class LiveChannel(string name, ChannelRules rules, IBroker broker, RealtimeMeters meters, ILogger logger) : IChannelListener, IAsyncDisposable
{
    private const int ReadAtOnce = 512;
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly HashSet<Subscription> _members = [];
    private readonly Ring _ring = new();
    private readonly LogGlance _glance = new(name);
    private readonly Outlet _outlet = new(name, meters);
    private readonly CancellationTokenSource _closing = new();
    private Subscription[]? _snapshot;
    private IAsyncDisposable? _following;
    private string _epoch = "";
    private long _offset;
    private long _highest;
    private string _hintedEpoch = "";
    private bool _catchingUp = true; // until the first top is known
    private bool _delivering;
    private bool _doubtful;
    private bool _closed;

    public string Name => name;

    public ChannelRules Rules => rules;

    public RealtimeMeters Meters => meters;

    public long EmptySince { get; private set; } = Stopwatch.GetTimestamp();

    public int MemberCount
    {
        get
        {
            lock (_gate)
                return _members.Count;
        }
    }

    public StreamPosition Position
    {
        get
        {
            lock (_gate)
                return new StreamPosition(_epoch, _offset);
        }
    }

    public Subscription[] Members
    {
        get
        {
            lock (_gate)
                return Snapshot();
        }
    }

    /// <summary>Begins to follow; hints that come before the first top is known only say how far to read.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _following = await broker.FollowAsync(name, this, cancellationToken);
        if (rules.Class == ChannelClass.Signal)
            return;
        var top = await broker.TopAsync(name, cancellationToken);
        lock (_gate)
        {
            (_epoch, _offset) = (top.Position.Epoch, top.Position.Offset);
            _catchingUp = _hintedEpoch == _epoch && _highest > _offset || _hintedEpoch.Length > 0 && _hintedEpoch != _epoch;
            if (_catchingUp)
                _ = CatchUpAsync();
        }
    }

    /// <summary>Adds a member and fixes its position, in one step; null when the channel has been closed meanwhile.</summary>
    public StreamPosition? Join(Subscription member)
    {
        lock (_gate)
        {
            if (_closed)
                return null;
            if (_members.Add(member))
                _snapshot = null;
            meters.Joined(_members.Count);
            return new StreamPosition(_epoch, _offset);
        }
    }

    public void Leave(Subscription member)
    {
        member.Leave();
        lock (_gate)
        {
            if (!_members.Remove(member))
                return;
            _snapshot = null;
            EmptySince = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>What follows a position up to another, from memory; null when it is not all there.</summary>
    public IReadOnlyList<Publication>? Recall(StreamPosition after, StreamPosition upTo)
    {
        lock (_gate)
        {
            if (after.Epoch != _epoch || upTo.Epoch != _epoch || after.Offset > upTo.Offset)
                return null;
            return _ring.After(after.Offset, _offset)?.Where(p => p.Offset <= upTo.Offset).ToList();
        }
    }

    /// <summary>The same from the log; null when it is not there any more.</summary>
    public Task<IReadOnlyList<Publication>?> ReadOnceAsync(StreamPosition after, StreamPosition upTo, CancellationToken cancellationToken) =>
        _glance.ReadAsync(after, upTo, broker, cancellationToken);

    /// <summary>True when a position of another epoch is where this one went on from.</summary>
    public async Task<bool> ContinuesAsync(StreamPosition after, StreamPosition upTo, CancellationToken cancellationToken) =>
        await broker.ReadAsync(name, after, 1, cancellationToken) is Publications { Top.Epoch: var epoch } && epoch == upTo.Epoch;

    /// <summary>True when it was empty and is closed now.</summary>
    public bool TryClose()
    {
        lock (_gate)
            return _closed = _closed || _members.Count == 0;
    }

    public void OnPublication(string epoch, Publication publication, long version)
    {
        lock (_gate)
        {
            if (_catchingUp)
            {
                (_hintedEpoch, _highest) = (epoch, epoch == _hintedEpoch ? Math.Max(_highest, publication.Offset) : publication.Offset);
                return;
            }

            if (epoch == _epoch && publication.Offset <= _offset)
                return;
            if (epoch != _epoch || publication.Offset != _offset + 1)
            {
                (_hintedEpoch, _highest, _catchingUp) = (epoch, publication.Offset, true);
                _ = CatchUpAsync();
                return;
            }

            _delivering = true;
        }

        Deliver(publication);
        lock (_gate)
        {
            _delivering = false;
            if (_doubtful)
                ReadSoon();
        }
    }

    public void OnSignal(ReadOnlyMemory<byte> signal)
    {
        Publication publication;
        try
        {
            publication = ProtobufCodec.DecodeSignal(signal.Span);
        }
        catch (ProtocolException)
        {
            return; // not one of ours
        }

        _outlet.Give(Members, publication, FrameClass.Signal);
    }

    public void OnDoubt()
    {
        if (rules.Class == ChannelClass.Signal)
            return;
        lock (_gate)
        {
            if (_delivering)
                _doubtful = true;
            else
                ReadSoon();
        }
    }

    /// <summary>Asks whether hints were lost; may be called at any time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (rules.Class == ChannelClass.Signal || MemberCount == 0)
            return;
        var before = Position;
        var top = await broker.TopAsync(name, cancellationToken);
        if (top.Position != before && Position == before)
            OnDoubt();
    }

    /// <summary>Tells every member to subscribe again.</summary>
    public void Interrupt()
    {
        foreach (var member in Members)
            member.End(Unsubscribes.InsufficientState);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (_following is not null)
            await _following.DisposeAsync();
        _closing.Dispose();
    }

    // One at a time: either the listener's calls, which never overlap, or the catching up that holds them back.
    private void Deliver(Publication publication)
    {
        Subscription[] members;
        lock (_gate)
        {
            _offset = publication.Offset;
            _ring.Add(publication);
            members = Snapshot();
        }

        _outlet.Give(members, publication, rules.Class == ChannelClass.State ? FrameClass.State : FrameClass.Log);
    }

    private async Task CatchUpAsync()
    {
        await Task.Yield();
        var since = Stopwatch.GetTimestamp();
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (await ReadOnAsync())
                {
                    meters.SyncLag = Stopwatch.GetElapsedTime(since);
                    return;
                }
            }
            catch (Exception e) when (e is BrokerUnavailableException or ObjectDisposedException or OperationCanceledException)
            {
                RealtimeLog.ReadFailed(logger, name, e.Message);
                await Task.Delay(BeforeRetry, CancellationToken.None);
            }
        }
    }

    // Under the lock, while nothing is being delivered.
    private void ReadSoon()
    {
        _doubtful = false;
        _hintedEpoch = "?"; // whatever is being read, it is asked for once more
        if (_catchingUp)
            return;
        _catchingUp = true;
        _ = CatchUpAsync();
    }

    // True when everything that was hinted at has been delivered.
    private async Task<bool> ReadOnAsync()
    {
        StreamPosition after;
        long known;
        lock (_gate)
        {
            after = new StreamPosition(_epoch, _offset);
            if (_hintedEpoch == "?")
                (_hintedEpoch, _highest) = (_epoch, 0);
            known = _hintedEpoch == _epoch ? _highest : 0;
        }

        var read = await broker.ReadAsync(name, after, ReadAtOnce, _closing.Token);
        if (read is not Publications { Items: var items, Top: var top } || top.Epoch != after.Epoch)
        {
            await BeginAgainAsync();
            return true;
        }

        foreach (var publication in items)
            Deliver(publication);
        lock (_gate)
        {
            // A hint of what the log does not have (yet) is no reason to wait: the next one will tell. One that came during the
            // reading may be of what it has by now.
            var isHinted = _hintedEpoch == _epoch && _highest > _offset;
            _catchingUp = _hintedEpoch == "?" || _offset < top.Offset || isHinted && (items.Count > 0 || _highest > known);
            return !_catchingUp;
        }
    }

    private async Task BeginAgainAsync()
    {
        var top = await broker.TopAsync(name, _closing.Token);
        Subscription[] members;
        lock (_gate)
        {
            (_epoch, _offset, _catchingUp) = (top.Position.Epoch, top.Position.Offset, false);
            _ring.Clear();
            // What is published in the new epoch from here on is not for those who stand in the old one.
            members = Snapshot();
            _members.Clear();
            _snapshot = null;
            EmptySince = Stopwatch.GetTimestamp();
        }

        foreach (var member in members)
            member.End(Unsubscribes.InsufficientState);
    }

    private Subscription[] Snapshot() => _snapshot ??= [.. _members];
}
