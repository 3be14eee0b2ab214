using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Matinee.Cluster.Registry;

/// <summary>A registry of one process. Nothing is kept when that ends.</summary>
public sealed class MemoryRegistry : IRegistry, IDisposable
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly MemoryHistory _history;
    private readonly MemoryLeases _leases;
    private TaskCompletionSource _changed = NewSignal();

    /// <param name="kept">Revisions that can be read and watched from at least.</param>
    public MemoryRegistry(TimeProvider time, int kept = 10_000)
    {
        _time = time;
        _history = new MemoryHistory(kept);
        _leases = new MemoryLeases(time, ExpireDue);
    }

    public Task<RegistryReading> GetAsync(string key, CancellationToken cancellationToken)
    {
        RegistryText.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(new RegistryReading(_history.Revision, _history.Now.GetValueOrDefault(key)));
    }

    public Task<RegistryPage> ListAsync(RegistryQuery query, CancellationToken cancellationToken)
    {
        query.Check();
        cancellationToken.ThrowIfCancellationRequested();
        long revision;
        ImmutableSortedDictionary<string, RegistryEntry> entries;
        lock (_lock)
        {
            revision = query.Revision == 0 ? _history.Revision : query.Revision;
            entries = _history.At(revision);
        }

        var found = entries.Values
            .Where(entry => entry.Key.StartsWith(query.Prefix, StringComparison.Ordinal) && string.CompareOrdinal(entry.Key, query.After) > 0)
            .Take(query.Limit + 1).ToImmutableArray();
        return Task.FromResult(found.Length > query.Limit
            ? new RegistryPage(revision, found[..query.Limit], found[query.Limit - 1].Key)
            : new RegistryPage(revision, found, null));
    }

    public IAsyncEnumerable<RegistryUpdate> WatchAsync(string prefix, long from, CancellationToken cancellationToken)
    {
        RegistryText.CheckPrefix(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        return FollowAsync(prefix, from, cancellationToken);
    }

    public Task<RegistryOutcome> CommitAsync(RegistryTransaction transaction, CancellationToken cancellationToken)
    {
        transaction.Check();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Expire();
            var found = transaction.If.Select(condition => _history.Now.GetValueOrDefault(condition.Key)).ToList();
            if (transaction.If.Where((condition, i) => !condition.Holds(found[i])).Any())
                return Task.FromResult(RegistryOutcome.Refused(_history.Revision, found));
            if (transaction.Then.FirstOrDefault(write => write.Lease != LeaseId.None && !_leases.Has(write.Lease)) is { } orphan)
                return Task.FromException<RegistryOutcome>(new LeaseLostException(orphan.Lease));
            Write(transaction.Then);
            return Task.FromResult(RegistryOutcome.Made(_history.Revision));
        }
    }

    public Task<LeaseId> GrantAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        RegistryLease.Check(lifetime);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
            return Task.FromResult(_leases.Grant(lifetime));
    }

    public Task<bool> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            Expire();
            return Task.FromResult(_leases.Keep(lease));
        }
    }

    public Task RevokeAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_leases.End(lease))
                Vanish(lease);
        }

        return Task.CompletedTask;
    }

    /// <summary>Forgets what was before a revision: neither lists nor watches can begin there any more.</summary>
    public void Compact(long revision)
    {
        lock (_lock)
            _history.Compact(revision);
    }

    public void Dispose() => _leases.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async IAsyncEnumerable<RegistryUpdate> FollowAsync(string prefix, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            IReadOnlyList<RegistryUpdate> updates;
            lock (_lock)
            {
                changed = _changed.Task;
                updates = _history.From(from);
                from = Math.Max(from, _history.Revision + 1);
            }

            foreach (var update in updates)
            {
                var changes = update.Changes.Where(change => change.Key.StartsWith(prefix, StringComparison.Ordinal)).ToImmutableArray();
                cancellationToken.ThrowIfCancellationRequested();
                if (!changes.IsEmpty)
                    yield return update with { Changes = changes };
            }

            await changed.WaitAsync(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
    }

    private void ExpireDue()
    {
        lock (_lock)
            Expire();
    }

    private void Expire()
    {
        foreach (var lease in _leases.TakeDue())
            Vanish(lease);
    }

    private void Vanish(LeaseId lease) =>
        Write([.. _history.Now.Values.Where(entry => entry.Lease == lease).Select(entry => RegistryWrite.Delete(entry.Key))]);

    private void Write(ImmutableArray<RegistryWrite> writes)
    {
        if (_history.Append(writes))
            Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }
}
