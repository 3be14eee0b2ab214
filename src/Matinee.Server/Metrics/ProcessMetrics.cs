using System.Diagnostics.Metrics;
using System.Reflection;
using Matinee.App.Nodes;
using Matinee.App.Storage;

namespace Matinee.Server.Metrics;

/// <summary>What the process itself uses.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter = new("Matinee.Server");

    public ProcessMetrics(NodeIdentity node, TimeProvider time, IObjectStore? store = null)
    {
        var version = typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        _meter.CreateObservableGauge("matinee_build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", version)), null, "Always 1; the version is a label.");
        _meter.CreateObservableGauge("matinee_uptime_seconds", () => (time.GetUtcNow() - node.StartedAt).TotalSeconds, "s", "Time since the start of the process.");
        _meter.CreateObservableCounter("matinee_process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time of the process, without its children.");
        _meter.CreateObservableGauge("matinee_process_memory_bytes", () => Environment.WorkingSet, "By", "Resident memory of the process, without its children.");
        _meter.CreateObservableCounter("matinee_gc_pause_seconds_total", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time the garbage collector held all threads.");
        _meter.CreateObservableGauge("matinee_storage_free_bytes", () => store?.FreeBytes() is { } free ? [new Measurement<long>(free)] : Array.Empty<Measurement<long>>(), "By", "Bytes that may still be written to the object store.");
    }

    public void Dispose() => _meter.Dispose();
}
