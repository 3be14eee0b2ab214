using Matinee.App.Library;

namespace Matinee.App.Transcoding;

/// <summary>
/// Moves one job as far as its rows allow: plan, settle, play, finish, fail. Every step reads rows and writes one guarded
/// transaction, so it may be cut off anywhere and asked again, by any node.
/// </summary>
internal sealed class JobSteps(JobStore jobs, PlanStore plans, JobPlanning planning, JobEnd end, JobOutcomes outcomes, PublishedVideos published)
{
    public async Task AdvanceAsync(JobId id, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(id, cancellationToken) is not { IsFinished: false, IsFile: false } job)
            return;
        if (await outcomes.IsVideoGoneAsync(job, cancellationToken))
        {
            await outcomes.StopAsync(job, "cancelled", new VideoFailure("deleted", "Deleted", "The video was deleted."), cancellationToken);
            return;
        }

        var tasks = await jobs.TasksAsync(id, cancellationToken);
        if (Failed(tasks) is { } failed)
        {
            await outcomes.StopAsync(job, "failed", failed, cancellationToken);
            return;
        }

        var plan = await plans.FindAsync(job, cancellationToken);
        if (await planning.AdvanceAsync(job, tasks, plan, cancellationToken) is { } refused)
        {
            await outcomes.StopAsync(job, "failed", refused, cancellationToken);
            return;
        }

        if (plan is null)
        {
            await outcomes.BeganAsync(job, cancellationToken);
            return;
        }

        if (await planning.IsEncoderGoneAsync(job, cancellationToken))
        {
            await outcomes.StopAsync(job, "failed", new VideoFailure(
                "encoder_changed", "The encoder was updated meanwhile",
                "This encode was begun with a version of ffmpeg that no worker has any more. It begins anew with the present one."), cancellationToken);
            await planning.BeginAnewAsync(job, cancellationToken);
            return;
        }

        if (await published.FindAsync(new VideoId(job.VideoId), job.PlanVersion, cancellationToken) is { } video)
            await PublishAsync(job, tasks, plan, video, cancellationToken);
    }

    private async Task PublishAsync(JobRow job, IReadOnlyList<TaskRow> tasks, PlanRow plan, PublishedVideo video, CancellationToken cancellationToken)
    {
        if (plan.Settled && tasks.Any(task => task.TaskKind == TaskKind.Finalize) && tasks.All(task => task.TaskKind == TaskKind.Finalize || task.IsFinished))
        {
            await FinishAsync(job, cancellationToken);
            return;
        }

        await end.MarkRetryingAsync(job.JobId, tasks.Any(task => task is { State: "ready", FailCount: > 0 }), cancellationToken);
        var replaces = await plans.HasCompleteAsync(job, cancellationToken);
        var playing = plan.Playing;
        if (!playing && !replaces && PlayablePrefix.IsPlayable(video))
            playing = await outcomes.PlayAsync(job, cancellationToken);
        await outcomes.ProgressAsync(job, tasks, video, playing, replaces, cancellationToken);
    }

    private async Task FinishAsync(JobRow job, CancellationToken cancellationToken)
    {
        // A commit of another node may be younger than the snapshot: the last check is never made on a remembered one.
        published.Changed(new VideoId(job.VideoId), job.PlanVersion);
        if (await published.FindAsync(new VideoId(job.VideoId), job.PlanVersion, cancellationToken) is not { } video)
            return;
        if (PlayablePrefix.Missing(video) is { } missing)
            await outcomes.StopAsync(job, "failed", new VideoFailure("incomplete", "Something is missing", missing), cancellationToken);
        else if (await end.CompleteAsync(job, video.Plan, cancellationToken) is { } finished)
            await outcomes.CompletedAsync(finished, video, cancellationToken);
    }

    private static VideoFailure? Failed(IReadOnlyList<TaskRow> tasks) =>
        tasks.FirstOrDefault(task => task.State is "failed" or "cancelled" && !TaskGraph.IsOptional(task.TaskKind)) is { } task
            ? new VideoFailure(task.FailureCode ?? "failed", $"Processing {(task.State == "cancelled" ? "was stopped" : "failed")} at {Named(task)}", task.FailureDetail ?? "")
            : null;

    private static string Named(TaskRow task) => task.TaskKind switch
    {
        TaskKind.VideoChunk => $"part {task.Idx + 1} of the picture",
        TaskKind.Audio => $"sound track {task.Idx + 1}",
        TaskKind.Probe or TaskKind.Scan => "reading the file",
        _ => task.Kind.Replace('_', ' '),
    };
}
