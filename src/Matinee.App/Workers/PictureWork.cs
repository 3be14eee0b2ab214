using System.Collections.Immutable;
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
        var poster = await files.StoreAsync(run.Task, OutputKind.Poster, "poster", 0, Path.Combine(run.Folder, best), cancellationToken);
        return new WorkOutcome.WorkDone([poster], null, outcome.CpuTime.TotalSeconds);
    }

    public async Task<WorkOutcome> StoryboardAsync(TaskRun run, EncodePlan plan, CancellationToken cancellationToken)
    {
        var outcome = await ffmpeg.RunAsync(Niceness.Of(StoryboardCommand.Build(plan, run.Source, run.Folder), Niceness.Bulk), run, cancellationToken);
        if (!outcome.Succeeded)
            return WorkOutcome.Ffmpeg(outcome);
        var sheets = ImmutableArray.CreateBuilder<TaskOutput>();
        for (var i = 0; File.Exists(Path.Combine(run.Folder, StoryboardCommand.SheetFile(i))); i++)
            sheets.Add(await files.StoreAsync(run.Task, OutputKind.Sheet, "sheet", i, Path.Combine(run.Folder, StoryboardCommand.SheetFile(i)), cancellationToken));
        return new WorkOutcome.WorkDone(sheets.ToImmutable(), null, outcome.CpuTime.TotalSeconds);
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
        var text = await files.StoreAsync(run.Task, OutputKind.Subtitle, $"sub{track.Index}", 0, path, cancellationToken);
        return new WorkOutcome.WorkDone([text], null, outcome.CpuTime.TotalSeconds);
    }
}
