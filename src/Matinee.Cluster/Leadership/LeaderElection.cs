using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Leadership;

/// <summary>
/// Stands for the lead on behalf of one node, and keeps it. The lead is a key of the registry under a lease that this process
/// keeps alive, not its etcd: a node that hangs loses it. A node whose own member leads the consensus takes a seat of an older
/// term at once, without waiting for the lease: the machine that sat there died.
/// </summary>
public sealed class LeaderElection : IDisposable
{
    private readonly IRegistry _registry;
    private readonly IRaftView? _raft;
    private readonly LeadershipOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _nudged = NewSignal();
    private LeaderView _view = LeaderView.Nobody;
    private LeaderTerm? _term;
    private LeaseId _lease;
    private long _keptAt;
    private long? _vacantSince;
    private long? _restsSince;
    private long _confirmedAt;
    private volatile bool _stepsDown;

    /// <param name="raft">Null where the nodes run no consensus of their own, or an etcd elsewhere.</param>
    public LeaderElection(IRegistry registry, IRaftView? raft, LeadershipOptions options, TimeProvider time) =>
        (_registry, _raft, _options, _time) = (registry, raft, options.Checked(), time);

    /// <summary>Who leads, as far as is known.</summary>
    public LeaderView View => Volatile.Read(ref _view);

    /// <summary>The term of this node; null when it does not lead.</summary>
    public LeaderTerm? Term => Volatile.Read(ref _term) is { HasEnded: false } term ? term : null;

    /// <summary>Waits until it is another than <paramref name="known"/>. Of several changes in a row the last is told.</summary>
    public async Task<LeaderView> ChangedAsync(LeaderView known, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (View is { } view && view != known)
                return view;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives the lead away, if it is here, and leaves it to others for a while.</summary>
    public void StepDown()
    {
        _stepsDown = true;
        Interlocked.Exchange(ref _nudged, NewSignal()).TrySetResult();
    }

    /// <summary>
    /// Frees the seat if a process sits there that bore this node's name before it. Only for who knows that it is over: it
    /// need not be waited for until its lease ends.
    /// </summary>
    /// <exception cref="RegistryUnavailableException">No answer; the lease ends by itself.</exception>
    /// <exception cref="OutcomeUnknownException">No answer; the lease ends by itself.</exception>
    public async Task ClearFormerAsync(CancellationToken cancellationToken)
    {
        var entry = (await _registry.GetAsync(_options.Key, cancellationToken)).Found;
        if (entry is null || IsMine(entry) || LeaderSeat.Of(entry)?.Node != _options.Node)
            return;
        await _registry.CommitAsync(
            new RegistryTransaction { If = [RegistryCondition.Unchanged(entry)], Then = [RegistryWrite.Delete(_options.Key)] }, cancellationToken);
    }

    /// <summary>Until it is cancelled; then the lead is given back.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var nudged = Volatile.Read(ref _nudged).Task;
            try
            {
                await RoundAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            await Task.WhenAny(nudged, Task.Delay(_options.Look, _time, cancellationToken));
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        await ResignAsync(patience.Token);
    }

    public void Dispose() => Volatile.Read(ref _term)?.Dispose();

    /// <summary>One look at the seat, and what follows from it.</summary>
    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(cancellationToken);
            var entry = (await _registry.GetAsync(_options.Key, cancellationToken)).Found;
            // Read after it: a registry that loses its leader answers when it has the next one, and that may be here.
            var raft = _raft is null ? null : await _raft.ReadAsync(cancellationToken);
            if (await ActAsync(entry, raft, cancellationToken))
                entry = (await _registry.GetAsync(_options.Key, cancellationToken)).Found;
            await ShowAsync(entry, cancellationToken);
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or LeaseLostException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Waver();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan LeaseLeft => _lease == LeaseId.None ? TimeSpan.Zero : _options.Lease - _time.GetElapsedTime(_keptAt);

    private bool IsMine(RegistryEntry? entry) => entry is not null && _lease != LeaseId.None && entry.Lease == _lease;

    /// <summary>Keeps the lease alive several times in its life. Counted from before the call: the registry counts from later.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (_lease == LeaseId.None || LeaseLeft > _options.Lease * 0.7)
            return;
        var before = _time.GetTimestamp();
        if (!await _registry.KeepAliveAsync(_lease, cancellationToken))
        {
            _lease = LeaseId.None;
            return;
        }

        _keptAt = before;
        _term?.Extend(_keptAt, _options.Lease);
    }

    /// <returns>True when the seat may be another's now.</returns>
    private async Task<bool> ActAsync(RegistryEntry? entry, RaftState? raft, CancellationToken cancellationToken)
    {
        var isMine = IsMine(entry);
        if (_stepsDown)
        {
            _stepsDown = false;
            _restsSince = _time.GetTimestamp();
            if (isMine)
                await LeaveAsync(cancellationToken);
            return isMine;
        }

        if (isMine || !_options.Stands)
            return false;
        if (entry is not null && raft is not { LeadsHere: true })
            _restsSince = null; // it was left to others, and one of them has it
        _vacantSince = entry is null ? _vacantSince ?? _time.GetTimestamp() : null;
        var vacantFor = _vacantSince is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero;
        var rests = _restsSince is { } from && _time.GetElapsedTime(from) < _options.Rest;
        // What stands there and is no seat is nobody's.
        if (!SeatRule.MayTake(LeaderSeat.Of(entry), entry is null ? vacantFor : _options.Courtesy, raft, rests, _options))
            return false;
        await TakeAsync(entry, raft, cancellationToken);
        return true;
    }

    private async Task TakeAsync(RegistryEntry? entry, RaftState? raft, CancellationToken cancellationToken)
    {
        if (LeaseLeft < _options.Lease / 2)
        {
            var before = _time.GetTimestamp();
            _lease = await _registry.GrantAsync(_options.Lease, cancellationToken);
            _keptAt = before;
        }

        var seat = new LeaderSeat(_options.Node, raft?.Term ?? LeaderSeat.Of(entry)?.RaftTerm ?? 0).ToJson();
        await _registry.CommitAsync(entry is null
            ? RegistryTransaction.Create(_options.Key, seat, _lease)
            : RegistryTransaction.Replace(entry, seat, _lease), cancellationToken);
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var lease = _lease;
        _lease = LeaseId.None;
        EndTerm();
        await _registry.RevokeAsync(lease, cancellationToken);
    }

    private async Task ShowAsync(RegistryEntry? entry, CancellationToken cancellationToken)
    {
        _confirmedAt = _time.GetTimestamp();
        var seat = LeaderSeat.Of(entry);
        var isHere = IsMine(entry) && LeaseLeft > TimeSpan.Zero;
        if (!isHere)
            EndTerm();
        else if (entry is not null && Term?.Revision != entry.ModifiedRevision)
        {
            EndTerm();
            var generation = ClusterGeneration.Of((await _registry.GetAsync(ClusterGeneration.Key, cancellationToken)).Found);
            if (LeaseLeft > TimeSpan.Zero)
                Volatile.Write(ref _term, new LeaderTerm(_options.Key, entry.ModifiedRevision, generation, _keptAt, _options.Lease, _time));
        }

        Tell(seat is null ? LeaderView.Nobody : new LeaderView(seat.Node, seat.RaftTerm, entry?.ModifiedRevision ?? 0, Term is not null));
    }

    /// <summary>The registry does not answer: this node leads until its lease ends, and knows the leader for about as long.</summary>
    private void Waver()
    {
        if (View.IsHere && Term is null)
            Tell(LeaderView.Nobody);
        else if (!View.IsHere && _time.GetElapsedTime(_confirmedAt) > _options.Lease)
            Tell(LeaderView.Nobody);
    }

    private void EndTerm()
    {
        if (Interlocked.Exchange(ref _term, null) is { } term)
            term.End();
    }

    private void Tell(LeaderView view)
    {
        lock (_lock)
        {
            if (_view == view)
                return;
            Volatile.Write(ref _view, view);
        }

        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    private async Task ResignAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_lease != LeaseId.None)
                await LeaveAsync(cancellationToken);
        }
        catch (Exception e) when (e is RegistryUnavailableException or OperationCanceledException)
        {
            // The lease ends by itself.
        }

        EndTerm();
        Tell(LeaderView.Nobody);
    }
}
