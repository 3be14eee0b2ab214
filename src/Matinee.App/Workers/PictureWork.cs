using Matinee.App.Transcoding;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;

namespace Matinee.App.Workers;

/// <summary>Poster, storyboard and subtitles.</summary>
internal sealed class PictureWork(FfmpegRun ffmpeg, ITaskFiles files)
{
    public async Task<WorkOutcome> PosterAsync(TaskRun run, EncodePlan plan, CancellationToken cancellationToken)
    {
        var outcome = await ffmpeg.RunAsync(Niceness.Of(PosterCommand.Build(plan, run.Source, run.Folder), Niceness.Bulk), run, cancellationToken);
        // A short source has no picture at the later moments, and ffmpeg then says so by its exit code.
        if (PosterCommand.Choose(run.Folder) is not { } best)
            return outcome.Succeeded ? WorkOutcome.Missing("poster", outcome) : WorkOutcome.Ffmpeg(outcome);
        var poster = new FinishedFile(OutputKind.Poster, "poster", 0, Path.Combine(run.Folder, best));
        return new WorkOutcome.WorkDone(await files.StoreAsync(run.Task, [poster], cancellationToken), null, outcome.CpuTime.TotalSeconds);
    }

    public async Task<WorkOutcome> StoryboardAsync(TaskRun run, EncodePlan plan, CancellationToken cancellationToken)
    {
        var outcome = await ffmpeg.RunAsync(Niceness.Of(StoryboardCommand.Build(plan, run.Source, run.Folder), Niceness.Bulk), run, cancellationToken);
        if (!outcome.Succeeded)
            return WorkOutcome.Ffmpeg(outcome);
        List<FinishedFile> sheets = [];
        for (var i = 0; File.Exists(Path.Combine(run.Folder, StoryboardCommand.SheetFile(i))); i++)
            sheets.Add(new FinishedFile(OutputKind.Sheet, "sheet", i, Path.Combine(run.Folder, StoryboardCommand.SheetFile(i))));
        return new WorkOutcome.WorkDone(await files.StoreAsync(run.Task, sheets, cancellationToken), null, outcome.CpuTime.TotalSeconds);
    }

    public async Task<WorkOutcome> SubtitleAsync(TaskRun run, EncodePlan plan, CancellationToken cancellationToken)
    {
        var track = plan.Subtitles[run.Task.Index];
        var outcome = await ffmpeg.RunAsync(Niceness.Of(SubtitleCommand.Build(track, run.Source, run.Folder), Niceness.Light), run, cancellationToken);
        if (!outcome.Succeeded)
            return WorkOutcome.Ffmpeg(outcome);
        var path = Path.Combine(run.Folder, SubtitleCommand.OutputFile(track));
        if (!File.Exists(path))
            return WorkOutcome.Missing(SubtitleCommand.OutputFile(track), outcome);
        var text = new FinishedFile(OutputKind.Subtitle, $"sub{track.Index}", 0, path);
        return new WorkOutcome.WorkDone(await files.StoreAsync(run.Task, [text], cancellationToken), null, outcome.CpuTime.TotalSeconds);
    }
}
