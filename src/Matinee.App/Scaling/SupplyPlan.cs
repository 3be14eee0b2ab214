namespace Matinee.App.Scaling;

/// <summary>What has to happen so that an executor has the workers that are wanted. Pure: a worker that has work is never in <see cref="Stop"/>.</summary>
/// <param name="Drain">To be drained, the idlest first.</param>
/// <param name="Keep">Being drained, and wanted after all.</param>
/// <param name="Stop">Drained, and without a task.</param>
/// <param name="Total">How many the executor shall have until those are gone.</param>
internal sealed record SupplyPlan(IReadOnlyList<string> Drain, IReadOnlyList<string> Keep, IReadOnlyList<string> Stop, int Total)
{
    /// <param name="wanted">Workers that take work.</param>
    /// <param name="leaving">Names being drained, with whether they were removed by hand.</param>
    public static SupplyPlan Of(
        int wanted, IReadOnlyList<StartedWorker> started, IReadOnlyDictionary<string, FleetMember> members, IReadOnlyDictionary<string, bool> leaving)
    {
        var staying = started.Where(worker => !leaving.ContainsKey(worker.Name)).ToList();
        var going = started.Where(worker => leaving.ContainsKey(worker.Name)).ToList();
        List<string> drain = [.. staying
            .OrderBy(worker => worker.Trouble is null)
            .ThenBy(worker => members.GetValueOrDefault(worker.Name)?.ActiveTasks ?? 0)
            .ThenByDescending(worker => worker.Name, StringComparer.Ordinal)
            .Take(Math.Max(0, staying.Count - wanted)).Select(worker => worker.Name)];
        // Busy ones are kept first: they are warm, and the idle ones are about to end anyway.
        List<string> keep = [.. going
            .Where(worker => !leaving[worker.Name] && members.GetValueOrDefault(worker.Name) is { Alive: true })
            .OrderByDescending(worker => members[worker.Name].ActiveTasks)
            .Take(Math.Max(0, wanted - staying.Count)).Select(worker => worker.Name)];
        List<string> stop = [.. going
            .Where(worker => !keep.Contains(worker.Name) && members.GetValueOrDefault(worker.Name) is not { IsDone: false })
            .Select(worker => worker.Name)];
        var missing = Math.Max(0, wanted - staying.Count - keep.Count);
        return new SupplyPlan(drain, keep, stop, started.Count + missing);
    }
}
