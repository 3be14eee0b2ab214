using Matinee.Client.Fleet;
using Matinee.Client.Jobs;

namespace Matinee.Server.Verbs;

/// <summary>What is under way, put together from lists and from events; no terminal, no clock.</summary>
internal sealed class WatchBoard
{
    private readonly Dictionary<string, RunningPart> _parts = [];

    public IReadOnlyList<EncodeJob> Jobs { get; private set; } = [];

    public IReadOnlyList<WorkerState> Workers { get; private set; } = [];

    /// <summary>The last thing that went wrong, or that somebody should know of.</summary>
    public string? Notice { get; private set; }

    public IEnumerable<RunningPart> PartsOf(string worker) => _parts.Values.Where(part => part.Worker == worker).OrderBy(part => part.Kind).ThenBy(part => part.Index);

    /// <summary>Workers of the list, and those that only events know: the list is two seconds old.</summary>
    public IEnumerable<(string Id, string Name, WorkerState? State)> Crew =>
        Workers.Select(worker => (worker.Id, worker.Name, (WorkerState?)worker))
            .Concat(_parts.Values.Select(part => part.Worker).Distinct().Where(id => id.Length > 0 && Workers.All(worker => worker.Id != id)).Select(id => (id, id, (WorkerState?)null)));

    public void Look(IReadOnlyList<EncodeJob> jobs, IReadOnlyList<WorkerState> workers)
    {
        (Jobs, Workers) = (jobs, workers);
        foreach (var stale in _parts.Values.Where(part => jobs.Any(job => job.Id == part.Job && job.HasEnded)).ToArray())
            _parts.Remove(stale.Task);
    }

    public void Happened(JobEvent happened)
    {
        if (happened.ReadSnapshot() is { } job)
        {
            foreach (var task in (job.Tasks ?? []).Where(task => task.State == "running"))
                _parts[task.Id] = new RunningPart(task.Id, job.Id, task.Kind, task.Index, task.WorkerId ?? "", task.Progress, 0, 0);
            return;
        }

        var news = happened.Read();
        switch (happened.Name)
        {
            case "TaskStarted" or "TaskProgress" when news is { TaskId: { } id, JobId: { } of, Kind: { } kind }:
                var left = (news.TotalFrames ?? 0) - (news.Frames ?? 0);
                _parts[id] = new RunningPart(id, of, kind, news.Index ?? 0, news.WorkerId ?? "", news.Progress ?? 0, news.FramesPerSecond ?? 0, left);
                break;
            case "TaskCompleted" or "TaskFailed" when news.TaskId is { } ended:
                _parts.Remove(ended);
                if (news.Error is { } error)
                    Notice = $"{news.Kind} {news.Index} of {news.JobId} failed on {news.WorkerId}: {error.Code}{(news.WillRetry == true ? "; it is tried again" : "")}";
                break;
            case "JobCompleted" or "JobFailed" or "JobCancelled":
                foreach (var part in _parts.Values.Where(part => part.Job == news.JobId).ToArray())
                    _parts.Remove(part.Task);
                break;
            case "WorkerLost":
                Notice = $"worker {news.Name} is gone";
                break;
            case "WorkerJoined":
                Notice = $"worker {news.Name} is here";
                break;
        }
    }
}

/// <param name="Share">0 to 1.</param>
/// <param name="FramesLeft">0 where that is not counted.</param>
internal sealed record RunningPart(string Task, string Job, string Kind, int Index, string Worker, double Share, double FramesPerSecond, long FramesLeft)
{
    public TimeSpan? Left => FramesPerSecond > 0 && FramesLeft > 0 ? TimeSpan.FromSeconds(FramesLeft / FramesPerSecond) : null;
}
