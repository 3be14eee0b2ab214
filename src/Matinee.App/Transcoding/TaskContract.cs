using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Matinee.App.Fleet;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding.Orders;
using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.App.Transcoding;

/// <param name="Light">Free places of each lane.</param>
/// <param name="Patience">How long to wait for a task.</param>
public sealed record LeaseRequest(WorkerRegistration Worker, int Light, int First, int Bulk, TimeSpan Patience);

/// <summary>The right to work on a task, until somebody else is given a higher epoch.</summary>
public readonly record struct TaskLease(TaskId Task, long Epoch);

/// <param name="Attempt">From 1; part of the names of outputs.</param>
/// <param name="Plan">Null for a probe, which comes before it.</param>
/// <param name="Probe">For a scan, which walks the tracks that the probe found.</param>
/// <param name="Index">Chunk, sound track or subtitle track.</param>
/// <param name="File">For a file; null for everything else.</param>
/// <param name="Published">Segments of this task's rendition that an earlier attempt has published; they are not sent again.</param>
public sealed record LeasedTask(
    TaskLease Lease, TaskKind Kind, int Index, int Attempt, VideoId VideoId, int PlanVersion, ObjectKey Source,
    MediaProbe? Probe, [property: JsonConverter(typeof(EncodePlanJsonConverter))] EncodePlan? Plan, long Published, FileOrder? File = null)
{
    public TaskLane Lane => (Kind, Plan) switch
    {
        (TaskKind.VideoChunk, { } plan) => TaskPlace.Of(plan.Chunks.Items[Index]).Lane,
        (TaskKind.Scan, _) => TaskPlace.OfScan(Plan).Lane,
        _ => TaskPlace.Of(Kind).Lane,
    };
}

/// <summary>What the worker shall do next.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskReply>))]
public enum TaskReply
{
    Continue,

    /// <summary>The job was cancelled: stop, delete, forget.</summary>
    Cancel,

    /// <summary>The lease is another's, or the task is gone: stop, delete, forget.</summary>
    Lost,
}

/// <summary>A worker is alive, and so far is each task that it has.</summary>
public sealed record WorkerBeat(WorkerRegistration Worker, ImmutableArray<TaskPulse> Tasks);

/// <param name="Frames">Done so far; for sound, in frames of the plan's grid.</param>
/// <param name="Speed">Frames a second, lately.</param>
public readonly record struct TaskPulse(TaskLease Lease, long Frames, double Speed);

/// <param name="Draining">Take nothing new.</param>
/// <param name="Order">Empty, or how the worker shall end: <c>drain</c>, <c>graceful</c>, <c>immediate</c>.</param>
/// <param name="Replies">One a task of the beat, in its order.</param>
public sealed record BeatReply(bool Draining, string Order, ImmutableArray<TaskReply> Replies);

/// <param name="Frames">Done so far; for sound, in frames of the plan's grid.</param>
public sealed record TaskReport(TaskLease Lease, long Frames, ImmutableArray<TaskOutput> Outputs);

/// <param name="Result">JSON of a probe or a scan; null for encodes.</param>
public sealed record TaskCompletion(TaskLease Lease, ImmutableArray<TaskOutput> Outputs, string? Result, double CpuSeconds);

/// <param name="Code">Stable, such as <c>ffmpeg_failed</c>.</param>
/// <param name="Detail">With the last lines of stderr.</param>
public sealed record TaskFault(TaskLease Lease, FaultClass Class, string Code, string Detail, double CpuSeconds);

[JsonConverter(typeof(JsonStringEnumConverter<OutputKind>))]
public enum OutputKind
{
    Init,
    Segment,
    Subtitle,
    Poster,
    Sheet,

    /// <summary>The whole of a simple job. Its "rendition" is the job's id, its number the container's.</summary>
    File,
}

/// <summary>One file that is in the store already under a key of this attempt's own.</summary>
/// <param name="Rendition">Name of the rung, <c>audio0</c>, <c>sub0</c>, or <c>sheet</c> and <c>poster</c>.</param>
/// <param name="Number">Of the segment or sheet; 0 otherwise.</param>
public sealed record TaskOutput(OutputKind Kind, string Rendition, long Number, ObjectKey Key, long Bytes, string Sha256);
