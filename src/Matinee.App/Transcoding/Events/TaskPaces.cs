using System.Text.Json;

namespace Matinee.App.Transcoding.Events;

/// <summary>How far the running tasks are and how fast, from one look at the rows to the next.</summary>
internal sealed class TaskPaces(TimeProvider time)
{
    private Dictionary<(string Task, long Epoch), (long Frames, EncodePace Pace)> _seen = [];

    /// <returns>An event for each task that moved since the last look.</returns>
    public IReadOnlyList<JobEvent> Read(IReadOnlyList<RunningTask> running)
    {
        var now = time.GetTimestamp() / (double)time.TimestampFrequency;
        var seen = new Dictionary<(string, long), (long, EncodePace)>(running.Count);
        List<JobEvent> moved = [];
        foreach (var task in running)
        {
            var known = _seen.TryGetValue((task.Id, task.Epoch), out var before);
            var pace = known ? before.Pace : new EncodePace();
            pace.Read(now, task.Frames);
            seen[(task.Id, task.Epoch)] = (task.Frames, pace);
            if (!known || before.Frames != task.Frames)
                moved.Add(Tell(task, pace));
        }

        _seen = seen;
        return moved;
    }

    private static JobEvent Tell(RunningTask task, EncodePace pace) => new(null, task.Job, task.Owner, "TaskProgress", JsonSerializer.Serialize(
        new TaskProgressEvent(
            task.Job, task.Id, task.Kind, task.Idx, task.Worker ?? "", Math.Round(Math.Min(1, (double)task.Frames / task.TotalFrames), 4),
            task.Frames, task.TotalFrames, Math.Round(pace.FramesPerSecond, 2)), EventJson.Default.TaskProgressEvent));
}
