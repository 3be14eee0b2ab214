namespace Matinee.Benchmarks.Workers;

/// <summary>Films that were encoded by a fleet, by the attempts that came of it.</summary>
internal sealed class FleetRun(IReadOnlyList<Attempt> attempts)
{
    private readonly long _began = attempts.Min(a => a.Started);

    public IReadOnlyList<Attempt> Attempts => attempts;

    /// <summary>From the first lease to the last commit.</summary>
    public double Seconds => (attempts.Max(a => a.Finished) - _began) / 1000.0;

    /// <summary>From the first lease until one of the workers finds nothing more to take.</summary>
    public double BusySeconds => (Dry - _began) / 1000.0;

    private long Dry => attempts.GroupBy(a => a.Worker).Min(worker => worker.Max(a => a.Finished));

    /// <summary>
    /// How much of the work was done while all had work. What a task is worth is what it took on the average in the run of one,
    /// and of those that were under way at the end of it their share.
    /// </summary>
    /// <returns>In seconds of one worker.</returns>
    public double Work(FleetRun one)
    {
        var worth = one.Worth();
        return attempts.Sum(a => worth[(a.Kind, a.Index)] * Math.Clamp((double)(Dry - a.Started) / Math.Max(1, a.Finished - a.Started), 0, 1));
    }

    private Dictionary<(string Kind, long Index), double> Worth() =>
        attempts.GroupBy(a => (a.Kind, a.Index)).ToDictionary(task => task.Key, task => task.Average(a => (a.Finished - a.Started) / 1000.0));
}
