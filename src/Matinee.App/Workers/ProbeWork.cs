using System.Text.Json;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Probing;

namespace Matinee.App.Workers;

/// <summary>Looks at a source: its headers, and every packet. A refusal is a result, not a failure.</summary>
internal sealed class ProbeWork(Prober prober, FfmpegTool tool)
{
    private static readonly ProbeLimits Limits = new();

    public async Task<WorkOutcome> ProbeAsync(TaskRun run, CancellationToken cancellationToken) =>
        Done(await prober.ProbeAsync(run.Source, Limits, cancellationToken) switch
        {
            ProbeOutcome.Accepted accepted => new ProbeResult(accepted.Probe, null, null, tool.Version),
            ProbeOutcome.Refused no => new ProbeResult(null, null, new ProbeRefusal(no.Code, no.Title, no.Detail), tool.Version),
            var other => throw new InvalidOperationException($"A probe does not end with {other}."),
        });

    public async Task<WorkOutcome> ScanAsync(TaskRun run, MediaProbe probe, CancellationToken cancellationToken) =>
        Done(await prober.ScanAsync(run.Source, probe, Limits, cancellationToken) switch
        {
            ScanOutcome.Scanned scanned => new ProbeResult(null, scanned.Scan, null, tool.Version),
            ScanOutcome.Refused no => new ProbeResult(null, null, new ProbeRefusal(no.Code, no.Title, no.Detail), tool.Version),
            var other => throw new InvalidOperationException($"A scan does not end with {other}."),
        });

    private static WorkOutcome.WorkDone Done(ProbeResult result) => new([], JsonSerializer.Serialize(result, JobJson.Default.ProbeResult), 0);
}
