using System.Text.Json;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Orders;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Probing;

namespace Matinee.App.Workers;

/// <summary>A whole source to one file, looked at before it is handed in.</summary>
internal sealed class FileWork(FfmpegRun ffmpeg, ITaskFiles files, Prober prober)
{
    // The job is one process, and there is nobody to share it with; half of a machine leaves room for the other slots.
    private static readonly int Threads = Math.Max(1, Environment.ProcessorCount / 2);

    public async Task<WorkOutcome> EncodeAsync(TaskRun run, FileOrder order, CancellationToken cancellationToken)
    {
        var command = FileOutputCommand.Build(order.Plan, run.Source, run.Folder, Threads);
        var outcome = await ffmpeg.RunAsync(Niceness.Of(command, Niceness.Bulk), run, cancellationToken);
        if (!outcome.Succeeded)
            return WorkOutcome.Ffmpeg(outcome);
        var name = FileOutputCommand.OutputFile(order.Plan);
        var path = Path.Combine(run.Folder, name);
        if (!File.Exists(path))
            return WorkOutcome.Missing(name, outcome);
        switch (await FileOutputCheck.VerifyAsync(prober, order.Plan, path, cancellationToken))
        {
            case FileVerdict.Accepted { Probe: var probe }:
                var result = new FileResult(probe.Duration.TotalSeconds, probe.Video?.DisplaySize.Width ?? 0, probe.Video?.DisplaySize.Height ?? 0);
                var number = FileContainers.NumberOf(Path.GetExtension(name).TrimStart('.'));
                return new WorkOutcome.WorkDone(
                    await files.StoreAsync(run.Task, [new FinishedFile(OutputKind.File, order.Job.Value, number, path)], cancellationToken),
                    JsonSerializer.Serialize(result, OrderJson.Default.FileResult), outcome.CpuTime.TotalSeconds);
            case FileVerdict.Refused no:
                return new WorkOutcome.WorkFailed(FaultClass.Verification, no.Code, no.Reason, outcome.CpuTime.TotalSeconds);
            default:
                throw new InvalidOperationException("A verdict is one of two.");
        }
    }
}
