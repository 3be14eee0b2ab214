using System.Diagnostics.Metrics;

namespace Matinee.App.Transcoding;

/// <summary>Figures of jobs, tasks and workers. Gauges are as of the last look of <see cref="QueueGaugesWorker"/>.</summary>
internal sealed class TranscodingMeters
{
    // A poster takes a tenth of a second, a chunk seconds, the sound of a long film minutes.
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640] };

    private readonly Counter<long> _jobsEnded;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _lost;
    private readonly Counter<double> _cpu;
    private readonly Histogram<double> _duration;

    public TranscodingMeters(IMeterFactory factory)
    {
        var meter = factory.Create("Matinee");
        _jobsEnded = meter.CreateCounter<long>("matinee_jobs_ended_total", description: "Jobs that ended, by state.");
        _completed = meter.CreateCounter<long>("matinee_tasks_completed_total", description: "Tasks committed, by kind.");
        _failed = meter.CreateCounter<long>("matinee_tasks_failed_total", description: "Tasks given up, by kind.");
        _retried = meter.CreateCounter<long>("matinee_tasks_retried_total", description: "Failed attempts that are tried again, by kind.");
        _lost = meter.CreateCounter<long>("matinee_tasks_lost_total", description: "Leases that ended without a word, by kind.");
        _cpu = meter.CreateCounter<double>("matinee_tasks_cpu_seconds_total", "s", "CPU time of committed tasks, by kind.");
        _duration = meter.CreateHistogram("matinee_tasks_duration_seconds", "s", "Time from lease to commit of committed tasks, by kind.", advice: Durations);
        meter.CreateObservableGauge("matinee_jobs_active", () => Figures.Jobs, description: "Jobs that are not finished.");
        meter.CreateObservableGauge("matinee_tasks_pending", () => Figures.Pending, description: "Tasks that wait for a worker.");
        meter.CreateObservableGauge("matinee_tasks_running", () => Figures.Running, description: "Tasks under a lease.");
        meter.CreateObservableGauge("matinee_workers_active", () => Figures.ActiveWorkers, description: "Workers heard of within the lease time.");
        meter.CreateObservableGauge("matinee_workers_slots", () => Figures.Slots, description: "Their slots.");
        meter.CreateObservableGauge("matinee_workers_utilisation", () => Figures.Slots == 0 ? 0 : Math.Min(1, (double)Figures.Busy / Figures.Slots),
            description: "Share of slots in use, 0 to 1.");
    }

    public QueueFigures Figures { get; set; } = new();

    public void JobEnded(string state) => _jobsEnded.Add(1, new KeyValuePair<string, object?>("state", state));

    public void Completed(TaskRow task, TimeSpan took, double cpuSeconds)
    {
        _completed.Add(1, Kind(task));
        _duration.Record(took.TotalSeconds, Kind(task));
        _cpu.Add(cpuSeconds, Kind(task));
    }

    public void Failed(TaskRow task, bool willRetry) => (willRetry ? _retried : _failed).Add(1, Kind(task));

    public void Lost(TaskRow task) => _lost.Add(1, Kind(task));

    private static KeyValuePair<string, object?> Kind(TaskRow task) => new("kind", task.Kind);
}

internal sealed class QueueFigures
{
    public long Jobs { get; set; }

    public long Pending { get; set; }

    public long Running { get; set; }

    public long Busy { get; set; }

    public long ActiveWorkers { get; set; }

    public long Slots { get; set; }
}
