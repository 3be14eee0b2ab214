using System.Security.Cryptography;
using Matinee.App.Storage;

namespace Matinee.Adapters.Remote;

/// <summary>
/// Every request to a remote store goes through here: a deadline for the try and for the call, further tries with growing,
/// jittered waits within a budget, and one kind of exception for a store that is broken.
/// </summary>
/// <param name="store">As an operator would call it, for messages; without secrets.</param>
/// <param name="judge">What an exception of the protocol means.</param>
public sealed class StoreCalls(string store, Func<Exception, StoreFault> judge, StorePatience patience, StoreMeters meters, TimeProvider time)
{
    private readonly RetryBudget _budget = new(time);

    public StorePatience Patience => patience;

    public TimeProvider Time => time;

    /// <param name="operation">A word for metrics and messages.</param>
    /// <param name="bytes">Of the body, either way; makes the deadlines longer.</param>
    /// <param name="call">Sends one request; must be able to do so again.</param>
    /// <exception cref="IOException">The store is broken, refuses, or did not answer in time.</exception>
    /// <exception cref="StoreFullException">No room.</exception>
    public async Task<T> RunAsync<T>(string operation, long bytes, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(operation, Shorter(patience.AttemptFor(bytes), patience.DeadlineFor(bytes) - time.GetElapsedTime(began)), call, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && judge(e) != StoreFault.Foreign)
            {
                var fault = judge(e);
                meters.Failed(operation, fault);
                if (fault != StoreFault.Passing || !await WaitAsync(attempt, patience.DeadlineFor(bytes) - time.GetElapsedTime(began), cancellationToken))
                    throw Broken(operation, fault, e);
                meters.Retried(operation);
            }
        }
    }

    /// <summary>The same; null when there is no such object.</summary>
    public async Task<T?> FindAsync<T>(string operation, long bytes, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) where T : class =>
        await RunAsync<T?>(operation, bytes, async stop =>
        {
            try
            {
                return await call(stop);
            }
            catch (Exception e) when (judge(e) == StoreFault.Missing)
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>Before another try of something that counts its tries itself; false when its time is over.</summary>
    public async Task<bool> WaitAsync(int attempt, TimeSpan left, CancellationToken cancellationToken)
    {
        var backoff = TimeSpan.FromTicks(Math.Min(patience.LongestWait.Ticks, patience.FirstWait.Ticks << Math.Min(attempt - 1, 10)));
        var wait = (backoff * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0))) + _budget.Take();
        if (wait >= left)
        {
            _budget.Return();
            return false;
        }

        await Task.Delay(wait, time, cancellationToken);
        return true;
    }

    public bool IsPassing(Exception e) => e is not (StoreBrokenException or StoreFullException) && judge(e) == StoreFault.Passing;

    public IOException Broken(string operation, StoreFault fault, Exception cause) => fault == StoreFault.Full
        ? new StoreFullException(store, cause)
        : new StoreBrokenException($"{store}: {operation} failed: {cause.Message}", cause);

    private async Task<T> TryAsync<T>(string operation, TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var began = time.GetTimestamp();
        try
        {
            var answer = await call(either.Token);
            _budget.Succeeded();
            meters.Succeeded(operation, time.GetElapsedTime(began));
            return answer;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {limit.TotalSeconds:0.#} s", e);
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
