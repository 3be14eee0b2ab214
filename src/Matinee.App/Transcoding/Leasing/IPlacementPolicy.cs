namespace Matinee.App.Transcoding.Leasing;

/// <summary>Which of several idle workers a task goes to. Pure: the same question has the same answer.</summary>
internal interface IPlacementPolicy
{
    /// <param name="task">The best of the queue.</param>
    /// <param name="able">Workers that wait, have a place in its lane and the encoder it needs; at least one.</param>
    /// <returns>One of <paramref name="able"/>; null: better wait for another, for now.</returns>
    WaitingWorker? Choose(ReadyTask task, IReadOnlyList<WaitingWorker> able);
}
