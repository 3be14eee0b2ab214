using System.Collections.Immutable;
using Matinee.App.Transcoding;
using Matinee.Media;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Workers;

/// <summary>One attempt under way: its folder, its source, how far it is, and whether it shall go on.</summary>
internal sealed class TaskRun(LeasedTask task, MediaSource source, string folder, ITaskQueue queue, TimeProvider time, CancellationTokenSource stop)
    : IProgress<EncodeProgress>
{
    private readonly long _started = time.GetTimestamp();
    private long _frames;

    public LeasedTask Task { get; } = task;

    public MediaSource Source { get; } = source;

    /// <summary>Of this attempt alone.</summary>
    public string Folder { get; } = folder;

    /// <summary>Ends when the lease is lost, the job is cancelled, or the worker gives the task back.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>The coordinator does not want it any more; there is nothing to give back.</summary>
    public bool Lost { get; private set; }

    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Frames of all that the task has to do; 0 when unknown.</summary>
    public long ExpectedFrames => Task.Kind switch
    {
        TaskKind.VideoChunk => Task.Plan?.Chunks.Items[Task.Index].Frames ?? 0,
        TaskKind.Audio => Task.Plan?.TotalFrames ?? 0,
        _ => 0,
    };

    public void Report(EncodeProgress value)
    {
        var frames = Task.Kind == TaskKind.Audio && Task.Plan is { } plan ? plan.FrameRate.Frames(Math.Max(0, value.Time.TotalSeconds)) : value.Frames;
        Interlocked.Exchange(ref _frames, ExpectedFrames > 0 ? Math.Min(frames, ExpectedFrames) : frames);
    }

    /// <summary>How long it still takes at its own pace; null while that is unknown.</summary>
    public TimeSpan? Remaining => Frames is > 0 and var done && ExpectedFrames > 0
        ? time.GetElapsedTime(_started) * ((double)(ExpectedFrames - done) / done)
        : null;

    /// <summary>How far it is, and how fast on the whole.</summary>
    public TaskPulse Pulse => new(Task.Lease, Frames, Frames / Math.Max(0.001, time.GetElapsedTime(_started).TotalSeconds));

    /// <summary>Publishes what is finished already. False: stop.</summary>
    public async Task<bool> PublishAsync(ImmutableArray<TaskOutput> outputs, CancellationToken cancellationToken)
    {
        if (await queue.ReportAsync(new TaskReport(Task.Lease, Frames, outputs), cancellationToken) == TaskReply.Continue)
            return true;
        await LoseAsync();
        return false;
    }

    /// <summary>It is somebody else's now, or nobody's: ffmpeg is killed, and nothing is handed in.</summary>
    public Task LoseAsync()
    {
        Lost = true;
        return stop.CancelAsync();
    }
}
