using System.Data.Common;
using System.Runtime.CompilerServices;
using Matinee.App.Database;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Catalogue;

/// <summary>
/// The registry of nodes that share a catalogue and run no consensus of their own: its tables are that. Leases are judged by
/// the clock of the database alone.
/// </summary>
/// <remarks>
/// Every commit takes the row of <c>registry_state</c> first and holds it to its end: commits are one after the other, and
/// become visible in the order of their revisions, so that a reader by revision never passes one that is still open.
/// </remarks>
internal sealed class CatalogueRegistry : IRegistry, IAsyncDisposable
{
    /// <summary>A hint may be lost with its connection.</summary>
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);

    private readonly ICatalogueDatabase _database;
    private readonly TimeProvider _time;
    private readonly RegistryCommits _commits;
    private readonly RegistryBell _bell;
    private readonly RegistryUpkeep _upkeep;

    /// <param name="kept">Revisions that can be read and watched from at least.</param>
    public CatalogueRegistry(ICatalogueDatabase database, TimeProvider time, int kept = 10_000)
    {
        _database = database;
        _time = time;
        _commits = new RegistryCommits(database.Dialect);
        _bell = new RegistryBell(database.Wakes);
        _upkeep = new RegistryUpkeep(database, _commits, _bell, time, kept);
    }

    public Task<RegistryReading> GetAsync(string key, CancellationToken cancellationToken)
    {
        RegistryText.CheckKey(key);
        return ReadAsync(connection => RegistryReads.ReadAsync(connection, key, cancellationToken), cancellationToken);
    }

    public Task<RegistryPage> ListAsync(RegistryQuery query, CancellationToken cancellationToken)
    {
        query.Check();
        return ReadAsync(async connection =>
        {
            var revision = (await RegistryReads.StateAsync(connection, cancellationToken)).Revision;
            if (query.Revision > revision)
                throw new RevisionGoneException(query.Revision);
            revision = query.Revision == 0 ? revision : query.Revision;
            var found = await RegistryReads.ListAsync(connection, query, revision, cancellationToken);
            // Asked afterwards: rows of that revision may have been taken away before they were read.
            if (revision < (await RegistryReads.StateAsync(connection, cancellationToken)).Compacted)
                throw new RevisionGoneException(revision);
            return found.Length > query.Limit
                ? new RegistryPage(revision, found[..query.Limit], found[query.Limit - 1].Key)
                : new RegistryPage(revision, found, null);
        }, cancellationToken);
    }

    public IAsyncEnumerable<RegistryUpdate> WatchAsync(string prefix, long from, CancellationToken cancellationToken)
    {
        RegistryText.CheckPrefix(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        return FollowAsync(prefix, from, cancellationToken);
    }

    public async Task<RegistryOutcome> CommitAsync(RegistryTransaction transaction, CancellationToken cancellationToken)
    {
        transaction.Check();
        var outcome = await WriteAsync((connection, open) => _commits.CommitAsync(connection, open, transaction, cancellationToken), cancellationToken);
        _bell.Ring();
        return outcome;
    }

    public async Task<LeaseId> GrantAsync(TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, TimeSpan.FromHours(1));
        var lease = RegistryCommits.NewLease();
        await WriteAsync((connection, open) => _commits.GrantAsync(connection, open, lease, lifetime, cancellationToken), cancellationToken);
        return lease;
    }

    public async Task<bool> KeepAliveAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync((connection, open) => _commits.KeepAsync(connection, open, lease, cancellationToken), cancellationToken);
        }
        catch (OutcomeUnknownException e)
        {
            throw new RegistryUnavailableException(e.Message, e);
        }
    }

    public async Task RevokeAsync(LeaseId lease, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync((connection, open) => RegistryCommits.EndAsync(connection, open, lease, cancellationToken), cancellationToken);
        }
        catch (OutcomeUnknownException e)
        {
            throw new RegistryUnavailableException(e.Message, e);
        }

        _bell.Ring();
    }

    /// <summary>Forgets what was before a revision.</summary>
    public Task CompactAsync(long revision, CancellationToken cancellationToken) => _upkeep.CompactAsync(revision, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _upkeep.DisposeAsync();
        _bell.Dispose();
    }

    private async IAsyncEnumerable<RegistryUpdate> FollowAsync(string prefix, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var rung = _bell.Next;
            var (updates, next) = await ChangesAsync(prefix, from, cancellationToken);
            foreach (var update in updates)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return update;
            }

            var more = updates.Count > 0 && next > from;
            from = next;
            if (more)
                continue;
            using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(rung, Task.Delay(Sweep, _time, waited.Token));
            await waited.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<(IReadOnlyList<RegistryUpdate> Updates, long Next)> ChangesAsync(string prefix, long from, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.ReadAsync(async connection =>
            {
                var revision = (await RegistryReads.StateAsync(connection, cancellationToken)).Revision;
                var (updates, whole) = await RegistryReads.ChangesAsync(connection, prefix, from, cancellationToken);
                if (from <= (await RegistryReads.StateAsync(connection, cancellationToken)).Compacted)
                    throw new RevisionGoneException(from);
                var next = updates.Count > 0 ? updates[^1].Revision + 1 : from;
                return (updates, whole ? Math.Max(next, revision + 1) : next);
            }, cancellationToken);
        }
        catch (DbException) when (!cancellationToken.IsCancellationRequested)
        {
            // Silent while nothing answers; the next look begins where this one did.
            return ([], from);
        }
    }

    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.ReadAsync(query, cancellationToken);
        }
        catch (DbException e)
        {
            throw new RegistryUnavailableException("The catalogue does not answer.", e);
        }
    }

    private async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.WriteGuardedAsync(work, cancellationToken);
        }
        catch (DbException e)
        {
            // It does not say whether it was lost before the commit or in it.
            throw new OutcomeUnknownException("The catalogue did not answer a write to the registry.", e);
        }
    }
}
