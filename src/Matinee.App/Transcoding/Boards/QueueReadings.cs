using System.Collections.Immutable;

namespace Matinee.App.Transcoding.Boards;

/// <summary>The queue in figures, and how each went over the last minutes.</summary>
/// <param name="Now">The database's clock, Unix milliseconds.</param>
public sealed record QueueReadings(QueueMoment Moment, long Now, TimeSpan Step, QueueHistory History);

/// <summary>Counted at one moment.</summary>
public sealed class QueueMoment
{
    public long JobsRunning { get; set; }

    public long JobsQueued { get; set; }

    /// <summary>That failed in the last 24 hours.</summary>
    public long JobsFailed { get; set; }

    public long TasksPending { get; set; }

    public long TasksRunning { get; set; }

    /// <summary>Held slots; light work (a probe, a poster) takes none.</summary>
    public long SlotsBusy { get; set; }

    public long WorkersAlive { get; set; }

    public long Slots { get; set; }

    /// <summary>Frames of the picture that were committed in the last minute.</summary>
    public long FramesLastMinute { get; set; }

    public double Utilisation => Slots > 0 ? (double)SlotsBusy / Slots : 0;

    public double FramesPerSecond => FramesLastMinute / 60.0;
}

/// <summary>One number a step, the last one last.</summary>
public sealed record QueueHistory(
    ImmutableArray<double> JobsRunning, ImmutableArray<double> JobsQueued, ImmutableArray<double> JobsFailed,
    ImmutableArray<double> TasksPending, ImmutableArray<double> TasksRunning, ImmutableArray<double> FramesPerSecond);
