using Microsoft.Extensions.Logging;

namespace Matinee.App.Scaling;

/// <summary>What a node does at each look: decide when it holds the lease, and otherwise end what it started itself.</summary>
internal sealed class ScalingRound(
    ScalingStore store, ScalingSettingsStore settings, ScalingPass pass, ExecutorRoster executors, ScalingMeters meters, ILogger<ScalingRound> logger)
{
    private long _epoch;
    private string _trouble = "";
    private int _started;

    public async Task RunAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        var current = await settings.ReadAsync(cancellationToken);
        var executor = executors.Find(current.Executor);
        var held = executor is null ? null : await store.HoldAsync(lease, cancellationToken);
        meters.Holds = held is not null;
        foreach (var other in executors.All.Where(other => other.BelongsToNode && (held is null || other != executor)))
            await pass.EmptyAsync(other, cancellationToken);
        if (executor is not null && held is not null)
            await DecideAsync(held, current, executor, cancellationToken);
    }

    /// <summary>Another node may decide at once.</summary>
    public Task LetGoAsync(CancellationToken cancellationToken) => store.LetGoAsync(cancellationToken);

    private async Task DecideAsync(ScalingLease held, ScalingSettings current, IWorkerExecutor executor, CancellationToken cancellationToken)
    {
        if (held.Epoch != _epoch)
            ScalingLog.Holds(logger, _epoch = held.Epoch);
        var (trouble, started) = ("", _started);
        try
        {
            await pass.ForgetAsync(executors.All.Where(e => e.BelongsToNode || e == executor), cancellationToken);
            started = await pass.RunAsync(held, current, executor, cancellationToken);
        }
        catch (ExecutorException e)
        {
            meters.Failed();
            trouble = e.Message;
            if (trouble != _trouble)
                ScalingLog.ExecutorFailed(logger, trouble);
        }

        if (trouble != held.Trouble || started != held.Started)
            await store.TellAsync(held, started, trouble, cancellationToken);
        (_trouble, _started) = (trouble, started);
    }
}
