using Matinee.App.Fleet;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Scaling;

/// <summary>Brings an executor to the count that is wanted: drains before it stops, and takes back before it starts.</summary>
internal sealed class WorkerSupply(LeavingStore leaving, WorkerOrders orders, ScalingMeters meters, ILogger<WorkerSupply> logger)
{
    /// <exception cref="ExecutorException">The executor cannot do its part now; call again later.</exception>
    public async Task FitAsync(
        IWorkerExecutor executor, int wanted, IReadOnlyList<StartedWorker> started, IReadOnlyDictionary<string, FleetMember> members, CancellationToken cancellationToken)
    {
        var marked = await leaving.ListAsync(cancellationToken);
        var plan = SupplyPlan.Of(wanted, started, members, marked);
        foreach (var name in plan.Keep)
            await KeepAsync(name, members[name], cancellationToken);
        foreach (var name in plan.Drain)
            await DrainAsync(name, members.GetValueOrDefault(name), cancellationToken);
        var remaining = started.Count;
        foreach (var name in plan.Stop)
        {
            await executor.StopAsync(name, --remaining, cancellationToken);
            ScalingLog.Stopped(logger, name, executor.Name);
            meters.Stopped(executor.Name);
        }

        if (plan.Total > started.Count)
        {
            await executor.EnsureAsync(plan.Total - plan.Stop.Count, cancellationToken);
            var known = started.Select(worker => worker.Name).ToHashSet();
            foreach (var worker in (await executor.ListAsync(cancellationToken)).Where(worker => !known.Contains(worker.Name)))
            {
                ScalingLog.Started(logger, worker.Name, executor.Name);
                meters.Started(executor.Name);
            }
        }
    }

    /// <summary>Who was drained in order to be stopped, and is listed nowhere any more.</summary>
    public async Task ForgetAsync(IReadOnlyCollection<string> started, IReadOnlyDictionary<string, FleetMember> members, CancellationToken cancellationToken)
    {
        foreach (var (name, _) in await leaving.ListAsync(cancellationToken))
        {
            if (started.Contains(name) || members.GetValueOrDefault(name) is { Alive: true })
                continue;
            await leaving.RemoveAsync(name, cancellationToken);
            // The name may come again: a process of this machine is given the lowest that is free.
            if (members.GetValueOrDefault(name) is { State: "draining" } member)
                await orders.EnableAsync(member.Id, cancellationToken);
        }
    }

    private async Task KeepAsync(string name, FleetMember member, CancellationToken cancellationToken)
    {
        await leaving.RemoveAsync(name, cancellationToken);
        await orders.EnableAsync(member.Id, cancellationToken);
        ScalingLog.Kept(logger, name);
    }

    private async Task DrainAsync(string name, FleetMember? member, CancellationToken cancellationToken)
    {
        await leaving.AddAsync(name, final: false, cancellationToken);
        if (member is { State: "active" })
            await orders.DrainAsync(member.Id, "Fewer workers are needed.", cancellationToken);
        ScalingLog.Draining(logger, name, member?.ActiveTasks ?? 0);
    }
}
