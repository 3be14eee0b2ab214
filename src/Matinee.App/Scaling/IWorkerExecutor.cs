namespace Matinee.App.Scaling;

/// <summary>
/// A place where workers can be started and stopped. Every verb is idempotent: it says what shall be, so that a caller that
/// did not hear the answer, or another node that takes over, may say it again. What an earlier process started is found and
/// listed. Failures that the operator can mend are <see cref="ExecutorException"/>.
/// </summary>
public interface IWorkerExecutor
{
    /// <summary>As in the settings.</summary>
    string Name { get; }

    /// <summary>Workers that there is room for.</summary>
    int Most { get; }

    /// <summary>Tasks that one of its workers takes at a time.</summary>
    int SlotsPerWorker { get; }

    /// <summary>Its workers live and die with this node: a node that no longer scales ends them.</summary>
    bool BelongsToNode { get; }

    /// <summary>Those that run or are on their way; not those that are ending.</summary>
    Task<IReadOnlyList<StartedWorker>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Starts as many as are missing to <paramref name="total"/>; never stops one. Returns before they are ready.</summary>
    Task EnsureAsync(int total, CancellationToken cancellationToken);

    /// <summary>Stops one that has been drained; without effect when it is gone.</summary>
    /// <param name="name">Of <see cref="StartedWorker"/>.</param>
    /// <param name="remaining">How many are listed without it.</param>
    Task StopAsync(string name, int remaining, CancellationToken cancellationToken);

    /// <summary>Completes when a worker came or went since the last list, or never: a hint only.</summary>
    Task ChangedAsync(CancellationToken cancellationToken);
}
