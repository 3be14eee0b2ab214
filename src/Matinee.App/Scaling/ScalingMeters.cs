using System.Diagnostics.Metrics;

namespace Matinee.App.Scaling;

/// <summary>Figures of scaling. Gauges are those of the last look; a node that does not decide has none but zeros.</summary>
internal sealed class ScalingMeters
{
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _started;
    private readonly Counter<long> _stopped;
    private readonly Counter<long> _crashes;
    private readonly Counter<long> _failures;

    public ScalingMeters(IMeterFactory factory)
    {
        var meter = factory.Create("Matinee");
        meter.CreateObservableGauge("matinee_scaling_holder", () => Holds ? 1 : 0, description: "1 on the node that decides how many workers there are.");
        meter.CreateObservableGauge("matinee_scaling_workers_wanted", () => Wanted, description: "Workers of the executor that there shall be.");
        meter.CreateObservableGauge("matinee_scaling_workers_started", () => Running, description: "Workers of the executor that run or are on their way.");
        meter.CreateObservableGauge("matinee_scaling_utilisation", () => Utilisation, description: "Tasks that run or wait, for each slot.");
        _decisions = meter.CreateCounter<long>("matinee_scaling_decisions_total", description: "Changes of what is wanted, by code.");
        _started = meter.CreateCounter<long>("matinee_workers_started_total", description: "Workers started, by executor.");
        _stopped = meter.CreateCounter<long>("matinee_workers_stopped_total", description: "Workers stopped after they were drained, by executor.");
        _crashes = meter.CreateCounter<long>("matinee_workers_crashed_total", description: "Worker processes of this machine that ended by themselves.");
        _failures = meter.CreateCounter<long>("matinee_scaling_failures_total", description: "Looks at which the executor could not do its part.");
    }

    public bool Holds { get; set; }

    public int Wanted { get; set; }

    public int Running { get; set; }

    public double Utilisation { get; set; }

    public void Decided(string code) => _decisions.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Started(string executor) => _started.Add(1, new KeyValuePair<string, object?>("executor", executor));

    public void Stopped(string executor) => _stopped.Add(1, new KeyValuePair<string, object?>("executor", executor));

    public void Crashed() => _crashes.Add(1);

    public void Failed() => _failures.Add(1);
}
