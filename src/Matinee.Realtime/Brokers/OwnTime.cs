namespace Matinee.Realtime.Brokers;

/// <summary>
/// Waits in which only the time counts that this process had turns in. A node on a machine that does ten things at once comes late to read an answer that
/// has long been there, and must not take its store for dead because of it.
/// </summary>
public static class OwnTime
{
    private const int Slices = 10;

    /// <summary>Throws <see cref="TimeoutException"/> after so much time, longer by whatever each tenth of it comes late.</summary>
    public static async Task<T> WithinAsync<T>(this Task<T> task, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var slice = 1; slice < Slices && !task.IsCompleted; slice++)
        {
            await ((Task)task.WaitAsync(patience / Slices, time, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await task.WaitAsync(patience / Slices, time, cancellationToken);
    }
}
