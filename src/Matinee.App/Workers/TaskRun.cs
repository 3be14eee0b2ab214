using System.Collections.Immutable;
using Matinee.App.Transcoding;
using Matinee.Media;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Workers;

/// <summary>One attempt under way: its folder, its source, how far it is, and whether it shall go on.</summary>
internal sealed class TaskRun(LeasedTask task, string folder, ITaskQueue queue, TimeProvider time) : IProgress<EncodeProgress>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _ending = new();
    private readonly long _started = time.GetTimestamp();
    private MediaSource? _source;
    private long _frames;
    private long _moved = time.GetTimestamp();
    private long _kept = time.GetTimestamp();
    private bool _ended;

    public LeasedTask Task { get; } = task;

    public MediaSource Source => _source ?? throw new InvalidOperationException("The source is not open yet.");

    /// <summary>Of this attempt alone.</summary>
    public string Folder { get; } = folder;

    /// <summary>Ends when the lease is lost, the job is cancelled, the frames stand still, or the worker gives the task back.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The coordinator does not want it any more; there is nothing to give back.</summary>
    public bool IsLost { get; private set; }

    public bool IsStalled { get; private set; }

    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Frames of all that the task has to do; 0 when unknown.</summary>
    public long ExpectedFrames => Task.Kind switch
    {
        TaskKind.VideoChunk => Task.Plan?.Chunks.Items[Task.Index].Frames ?? 0,
        TaskKind.Audio => Task.Plan?.TotalFrames ?? 0,
        TaskKind.File => Task.File?.Plan.Frames ?? 0,
        _ => 0,
    };

    /// <summary>A chunk of the bulk that has fewer frames to do than the first one of its video had.</summary>
    public bool IsNearlyDone => Task is { Kind: TaskKind.VideoChunk, Lane: TaskLane.Bulk, Plan: { } plan } && ExpectedFrames - Frames < plan.Chunks.Items[0].Frames;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Since the lease was surely held.</summary>
    public TimeSpan SinceKept => time.GetElapsedTime(Interlocked.Read(ref _kept));

    /// <summary>How far it is, and how fast on the whole.</summary>
    public TaskPulse Pulse => new(Task.Lease, Frames, Frames / Math.Max(0.001, Elapsed.TotalSeconds));

    public void Begin(MediaSource source)
    {
        Directory.CreateDirectory(Folder);
        _source = source;
    }

    public void Report(EncodeProgress value)
    {
        var frames = Task.Kind == TaskKind.Audio && Task.Plan is { } plan ? plan.FrameRate.Frames(Math.Max(0, value.Time.TotalSeconds)) : value.Frames;
        if (ExpectedFrames > 0)
            frames = Math.Min(frames, ExpectedFrames);
        if (Interlocked.Exchange(ref _frames, frames) != frames)
            Interlocked.Exchange(ref _moved, time.GetTimestamp());
    }

    /// <param name="at">When the question was sent.</param>
    public void Kept(long at) => Interlocked.Exchange(ref _kept, at);

    /// <summary>At its own pace; what is not counted in frames is short.</summary>
    public bool EndsWithin(TimeSpan grace) => ExpectedFrames == 0 || (Frames is > 0 and var done && Elapsed * ((double)(ExpectedFrames - done) / done) <= grace);

    /// <summary>Only while ffmpeg counts frames; when all are there it is the store's turn.</summary>
    public bool StandsStillFor(TimeSpan limit) => ExpectedFrames > 0 && Frames < ExpectedFrames && time.GetElapsedTime(Interlocked.Read(ref _moved)) > limit;

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
        IsLost = true;
        return StopAsync();
    }

    public Task StallAsync()
    {
        IsStalled = true;
        return StopAsync();
    }

    /// <summary>Given back undone.</summary>
    public Task ReleaseAsync() => StopAsync();

    public void Dispose()
    {
        lock (_ending)
            _ended = true;
        _stop.Dispose();
    }

    private Task StopAsync()
    {
        lock (_ending)
            return _ended ? System.Threading.Tasks.Task.CompletedTask : _stop.CancelAsync();
    }
}
