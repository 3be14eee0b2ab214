using System.Data.Common;
using Matinee.App.Database;

namespace Matinee.App.Nodes.Catalogue;

/// <summary>Ends the leases that are over, and forgets what is old. Every process does it; what one has done the next finds done.</summary>
internal sealed class RegistryUpkeep : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private const int LooksPerCompaction = 120;

    private readonly ICatalogueDatabase _database;
    private readonly RegistryCommits _commits;
    private readonly RegistryBell _bell;
    private readonly TimeProvider _time;
    private readonly int _kept;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public RegistryUpkeep(ICatalogueDatabase database, RegistryCommits commits, RegistryBell bell, TimeProvider time, int kept)
    {
        (_database, _commits, _bell, _time, _kept) = (database, commits, bell, time, kept);
        _running = Task.Run(RunAsync);
    }

    public Task CompactAsync(long revision, CancellationToken cancellationToken) => _database.WriteGuardedAsync(
        (connection, transaction) => RegistryCommits.CompactAsync(connection, transaction, revision, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            for (var look = 1; ; look++)
            {
                await Task.Delay(Every, _time, _stop.Token);
                await LookAsync(compact: look % LooksPerCompaction == 0);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    private async Task LookAsync(bool compact)
    {
        try
        {
            if (await _database.ReadAsync(connection => _commits.AnyDueAsync(connection, _stop.Token), _stop.Token))
            {
                await _database.WriteGuardedAsync((connection, transaction) => _commits.ExpireAsync(connection, transaction, _stop.Token), _stop.Token);
                _bell.Ring();
            }

            if (!compact)
                return;
            var state = await _database.ReadAsync(connection => RegistryReads.StateAsync(connection, _stop.Token), _stop.Token);
            // Half of it again, so that a compaction is worth its while.
            if (state.Revision - state.Compacted > _kept + _kept / 2)
                await CompactAsync(state.Revision - _kept, _stop.Token);
        }
        catch (DbException)
        {
            // The next look is as good. Whoever reads or writes hears of it.
        }
    }
}
