using Matinee.App.Fleet;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding;

namespace Matinee.App.Dispatch;

/// <summary>The right of one worker to one lease: to read this source and to write outputs of this attempt.</summary>
/// <param name="Epoch">Of the lease; a later one makes this worthless.</param>
internal sealed record TaskGrant(
    WorkerId Worker, TaskId Task, long Epoch, TaskKind Kind, VideoId Video, int PlanVersion, int Attempt, ObjectKey Source)
{
    private const char Separator = '|';

    public TaskLease Lease => new(Task, Epoch);

    public static TaskGrant Of(WorkerId worker, LeasedTask task) => new(
        worker, task.Lease.Task, task.Lease.Epoch, task.Kind, task.VideoId, task.PlanVersion, task.Attempt, task.Source);

    public override string ToString() => string.Join(Separator, Worker, Task, Epoch, (int)Kind, Video, PlanVersion, Attempt, Source);

    /// <summary>Reads what <see cref="ToString"/> wrote; only ever called on what we signed.</summary>
    public static TaskGrant Parse(string text)
    {
        var parts = text.Split(Separator);
        return new(
            WorkerId.From(parts[0]), TaskId.From(parts[1]), Number(parts[2]), (TaskKind)Number(parts[3]), VideoId.From(parts[4]),
            (int)Number(parts[5]), (int)Number(parts[6]), new ObjectKey(parts[7]));
    }

    private static long Number(string text) => long.Parse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
}
