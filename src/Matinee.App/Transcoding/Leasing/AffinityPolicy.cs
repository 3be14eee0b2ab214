namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// The job's companion, the worker that has done its other tasks, where the job asks for one. It is waited for while it is
/// at work on the job and the patience lasts; then anybody may help.
/// </summary>
internal sealed class AffinityPolicy(IPlacementPolicy otherwise) : IPlacementPolicy
{
    public WaitingWorker? Choose(ReadyTask task, IReadOnlyList<WaitingWorker> able)
    {
        if (task.Companion is not { } companion)
            return otherwise.Choose(task, able);
        foreach (var worker in able)
        {
            if (worker.Worker.Id == companion)
                return worker;
        }

        return task.AwaitsCompanion ? null : otherwise.Choose(task, able);
    }
}
