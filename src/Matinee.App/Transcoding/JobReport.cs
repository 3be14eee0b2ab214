using System.Collections.Concurrent;
using System.Collections.Immutable;
using Matinee.App.Library;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>Tells the library how far a video is, from rows and the published snapshot.</summary>
internal sealed class JobReport(VideoProcessing processing, TimeProvider time)
{
    private readonly ConcurrentDictionary<JobId, EncodePace> _paces = new();

    /// <summary>Before there is a plan.</summary>
    public Task BeginAsync(JobRow job, CancellationToken cancellationToken) =>
        processing.ReportAsync(new VideoId(job.VideoId), Empty(VideoState.Processing, null), cancellationToken);

    public Task ProgressAsync(JobRow job, IReadOnlyList<TaskRow> tasks, PublishedVideo video, bool playing, CancellationToken cancellationToken)
    {
        var total = video.Plan.TotalFrames ?? video.Plan.ExpectedFrames;
        var done = FramesDone(tasks, video.Plan);
        var pace = _paces.GetOrAdd(job.JobId, _ => new EncodePace());
        pace.Read(time.GetTimestamp() / (double)time.TimestampFrequency, done);
        // The last hundredth is the check at the end.
        var progress = total > 0 ? Math.Min(0.99, done / (double)total) : 0;
        var report = Facts(video, playing ? VideoState.Playable : VideoState.Processing, playing ? job.PlanVersion : null) with
        {
            Progress = progress,
            Renditions = RenditionsOf(video, progress, tasks.Any(task => task is { TaskKind: TaskKind.VideoChunk, State: not "ready" }) ? "running" : "waiting"),
            EtaSeconds = pace.SecondsFor(total - done),
        };
        return processing.ReportAsync(video.Id, report, cancellationToken);
    }

    public Task ReadyAsync(JobRow job, PublishedVideo video, CancellationToken cancellationToken)
    {
        _paces.TryRemove(job.JobId, out _);
        var report = Facts(video, VideoState.Ready, job.PlanVersion) with { Progress = 1, Renditions = RenditionsOf(video, 1, "ready") };
        return processing.ReportAsync(video.Id, report, cancellationToken);
    }

    public Task FailedAsync(JobRow job, VideoFailure failure, CancellationToken cancellationToken)
    {
        _paces.TryRemove(job.JobId, out _);
        return processing.ReportAsync(new VideoId(job.VideoId), Empty(VideoState.Failed, failure), cancellationToken);
    }

    public void Forget(JobId id) => _paces.TryRemove(id, out _);

    /// <summary>Frames of the picture, or of the sound where there is no picture.</summary>
    internal static long FramesDone(IReadOnlyList<TaskRow> tasks, EncodePlan plan)
    {
        var kind = plan.Renditions.IsEmpty ? TaskKind.Audio : TaskKind.VideoChunk;
        var counted = tasks.Where(task => task.TaskKind == kind)
            .Select(task => task.State == "completed" ? task.TotalFrames : task.State == "running" ? Math.Min(task.ProgressFrames, task.TotalFrames) : 0);
        return kind == TaskKind.Audio ? counted.DefaultIfEmpty(0).Min() : counted.Sum();
    }

    private static ProcessingReport Empty(VideoState state, VideoFailure? failure) => new(state, 0, [], null, null, null, null, null, failure, 0, null);

    private static ProcessingReport Facts(PublishedVideo video, VideoState state, int? planVersion)
    {
        var plan = video.Plan;
        var top = plan.Renditions.FirstOrDefault();
        return new ProcessingReport(
            state, 0, [], plan.FrameRate.Seconds(plan.TotalFrames ?? plan.ExpectedFrames), top?.Width, top?.Height,
            top is null ? null : plan.FrameRate.ToString(), planVersion, null, PlayablePrefix.Seconds(video), null);
    }

    private static ImmutableArray<RenditionStatus> RenditionsOf(PublishedVideo video, double progress, string state) =>
    [
        .. video.Plan.Renditions.Select(rung =>
        {
            var track = video.Tracks.First(t => t.Kind == TrackKind.Video && t.Name == rung.Name);
            return new RenditionStatus(
                rung.Name, rung.Width, rung.Height, track.Codecs, track.Segments.IsEmpty ? rung.MaxRate : PlayablePrefix.Bandwidth(track), state, Math.Round(progress, 4));
        }),
    ];
}
