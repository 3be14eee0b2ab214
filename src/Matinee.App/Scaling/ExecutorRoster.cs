namespace Matinee.App.Scaling;

/// <summary>The executors that this process has.</summary>
internal sealed class ExecutorRoster(IEnumerable<IWorkerExecutor> executors)
{
    private volatile TaskCompletionSource _nudge = NewSignal();

    public IReadOnlyList<IWorkerExecutor> All { get; } = [.. executors];

    public IReadOnlyList<string> Names => [.. All.Select(executor => executor.Name)];

    public IWorkerExecutor? Find(string name) => All.FirstOrDefault(executor => executor.Name == name);

    /// <summary>Somebody asked for something: look at once.</summary>
    public void Nudge() => Interlocked.Exchange(ref _nudge, NewSignal()).TrySetResult();

    /// <summary>Completes when a worker came or went, or somebody nudged; or never.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] hints = [.. All.Select(executor => executor.ChangedAsync(either.Token)), _nudge.Task.WaitAsync(either.Token)];
        await Task.WhenAny(hints);
        await either.CancelAsync();
        await Task.WhenAll(hints).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
