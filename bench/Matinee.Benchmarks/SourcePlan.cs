using Matinee.Media;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.Benchmarks;

/// <summary>The plan that a server with the default settings makes of a source.</summary>
internal static class SourcePlan
{
    public static async Task<EncodePlan> OfAsync(FfmpegTool tool, MediaSource source, CancellationToken cancellationToken)
    {
        var prober = new Prober(new FfmpegRun(tool), TimeProvider.System);
        var limits = new ProbeLimits();
        return await prober.ProbeAsync(source, limits, cancellationToken) is ProbeOutcome.Accepted { Probe: var probe }
            && await prober.ScanAsync(source, probe, limits, cancellationToken) is ScanOutcome.Scanned { Scan: var scan }
            && EncodePlanner.Plan(probe, new PlanOptions { EncoderVersion = tool.Version }, scan) is PlanOutcome.Planned { Plan: var plan }
            ? plan
            : throw new InvalidOperationException("The source was refused.");
    }
}
