using Microsoft.Extensions.Logging;

namespace Matinee.App.Scaling;

/// <summary>One look of the node that decides: counts, asks the policy, stores the verdict, and lets the executor follow.</summary>
internal sealed class ScalingPass(
    ScalingStore store, FleetCensus census, LeavingStore leaving, WorkerSupply supply, ScalingMeters meters, ILogger<ScalingPass> logger)
{
    /// <exception cref="ExecutorException">The executor cannot do its part now.</exception>
    public async Task<int> RunAsync(ScalingLease lease, ScalingSettings settings, IWorkerExecutor executor, CancellationToken cancellationToken)
    {
        var started = await executor.ListAsync(cancellationToken);
        var members = await census.MembersAsync(cancellationToken);
        await NoticeRemovedAsync(started, members, cancellationToken);
        if (await DecideAsync(lease, settings, executor, started, members, cancellationToken) is { } wanted)
            await supply.FitAsync(executor, Math.Min(wanted, executor.Most), started, members, cancellationToken);
        return started.Count;
    }

    /// <summary>Ends what an executor has that is not the one in force, or that this node has no business with any more.</summary>
    public async Task EmptyAsync(IWorkerExecutor executor, CancellationToken cancellationToken)
    {
        if (await executor.ListAsync(cancellationToken) is { Count: > 0 } started)
            await supply.FitAsync(executor, 0, started, await census.MembersAsync(cancellationToken), cancellationToken);
    }

    public async Task ForgetAsync(IEnumerable<IWorkerExecutor> executors, CancellationToken cancellationToken)
    {
        HashSet<string> started = [];
        foreach (var executor in executors)
            started.UnionWith((await executor.ListAsync(cancellationToken)).Select(worker => worker.Name));
        await supply.ForgetAsync(started, await census.MembersAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Null when the verdict came too late: the next look has another.</summary>
    private async Task<int?> DecideAsync(
        ScalingLease lease, ScalingSettings settings, IWorkerExecutor executor, IReadOnlyList<StartedWorker> started,
        IReadOnlyDictionary<string, FleetMember> members, CancellationToken cancellationToken)
    {
        var backlog = await census.BacklogAsync(cancellationToken);
        var ours = started.Select(worker => worker.Name).ToHashSet();
        var others = members.Values.Where(member => member.TakesWork && !ours.Contains(member.Name)).Sum(member => member.Slots);
        var look = new ScalingLook(lease.At, lease.Wanted, executor.SlotsPerWorker, others, (int)backlog.Busy, (int)backlog.Waiting);
        var verdict = settings.Enabled
            ? ScalingPolicy.Decide(Within(settings.Rules, executor), look, lease.Memory)
            : new ScalingVerdict(lease.Wanted, "by_hand", "the count is set by hand", lease.Memory);
        (meters.Wanted, meters.Running, meters.Utilisation) = (verdict.Wanted, started.Count, look.Utilisation);
        if (!await store.DecideAsync(lease, look, verdict, cancellationToken))
            return null;
        if (verdict.Wanted != lease.Wanted)
        {
            ScalingLog.Decided(logger, lease.Wanted, verdict.Wanted, verdict.Reason);
            meters.Decided(verdict.Code);
        }

        return verdict.Wanted;
    }

    private static ScalingRules Within(ScalingRules rules, IWorkerExecutor executor)
    {
        var max = Math.Max(1, Math.Min(rules.Max, executor.Most));
        return rules with { Max = max, Min = Math.Min(rules.Min, max) };
    }

    /// <summary>Who was removed through the fleet is one fewer; the policy may want another in its place.</summary>
    private async Task NoticeRemovedAsync(
        IReadOnlyList<StartedWorker> started, IReadOnlyDictionary<string, FleetMember> members, CancellationToken cancellationToken)
    {
        foreach (var worker in started)
        {
            if (members.GetValueOrDefault(worker.Name) is { State: "removed", Alive: true } && await leaving.AddAsync(worker.Name, final: true, cancellationToken))
                await store.AskAsync(-1, 0, "removed", $"{worker.Name} was removed by hand", cancellationToken);
        }
    }
}
