using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>Classes of work that a worker runs side by side.</summary>
public enum TaskLane
{
    /// <summary>Next to no CPU: probe, scan, sound, subtitles.</summary>
    Light,

    /// <summary>All cores, one at a time, nothing of <see cref="Bulk"/> beside it: somebody waits for the first picture.</summary>
    First,

    /// <summary>One slot each.</summary>
    Bulk,

    /// <summary>Not for workers: the coordinator does it.</summary>
    Coordinator,
}

/// <summary>Where a new task stands in the queue.</summary>
/// <param name="Boost">Added to the job's priority. Below the 25 between two classes, so that classes never mix.</param>
/// <param name="Rank">Order inside one job and priority.</param>
internal readonly record struct TaskPlace(TaskLane Lane, int Boost, int Rank)
{
    private const int AfterEveryChunk = 1_000_000;

    public static TaskPlace Of(TaskKind kind, int index = 0, bool urgent = false) => kind switch
    {
        TaskKind.Probe => new(TaskLane.Light, 24, 0),
        TaskKind.Audio => new(TaskLane.Light, 22, index),
        TaskKind.Scan => new(TaskLane.Light, 21, 0),
        TaskKind.VideoChunk when urgent => new(TaskLane.First, index == 0 ? 20 : 18, index),
        TaskKind.Poster => new(TaskLane.Bulk, 10, 0),
        TaskKind.Subtitle => new(TaskLane.Light, 5, index),
        TaskKind.VideoChunk => new(TaskLane.Bulk, 0, index),
        TaskKind.File => new(TaskLane.Bulk, 0, 0),
        TaskKind.Storyboard => new(TaskLane.Bulk, 0, AfterEveryChunk),
        _ => new(TaskLane.Coordinator, 0, AfterEveryChunk),
    };

    public static TaskPlace Of(Chunk chunk) => Of(TaskKind.VideoChunk, chunk.Index, chunk.Urgent);

    /// <summary>
    /// A scan reads the whole file. Where the length is known without it, it comes after the first chunk and beside the
    /// second; else the sound, and with it the first second, waits for it.
    /// </summary>
    public static TaskPlace OfScan(EncodePlan? plan) =>
        plan is { TotalFrames: not null } ? new(TaskLane.Bulk, 19, 0) : Of(TaskKind.Scan);
}
