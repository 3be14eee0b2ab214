using System.Data.Common;
using Matinee.App.Database;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

/// <summary>A real catalogue with something in between: counts, delays, or does something once a transaction has committed.</summary>
internal sealed class CatalogueInBetween(ICatalogueDatabase inner) : ICatalogueDatabase, IAsyncDisposable
{
    private int _calls;

    public SqlDialect Dialect { get; init; } = inner.Dialect;

    public ICatalogueWakes Wakes => inner.Wakes;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Awaited before each call.</summary>
    public Func<Task> Before { get; init; } = () => Task.CompletedTask;

    /// <summary>Awaited after each committed write, with its result.</summary>
    public Func<object?, Task> Written { get; set; } = _ => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        await CountAsync();
        return await inner.ReadAsync(query, cancellationToken);
    }

    public async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await CountAsync();
        var result = await inner.WriteAsync(work, cancellationToken);
        await Written(result);
        return result;
    }

    public async Task<T> WriteGuardedAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await CountAsync();
        var result = await inner.WriteGuardedAsync(work, cancellationToken);
        await Written(result);
        return result;
    }

    public Task<bool> IsReachableAsync(CancellationToken cancellationToken) => inner.IsReachableAsync(cancellationToken);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)inner).DisposeAsync();

    private Task CountAsync()
    {
        Interlocked.Increment(ref _calls);
        return Before();
    }
}
