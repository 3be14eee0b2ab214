using System.Collections.Immutable;
using Matinee.App.Fleet;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>Gives the tasks of a queue to the workers that wait: each task to one, each worker one.</summary>
internal static class TaskPlacement
{
    /// <param name="tasks">In the order of the queue.</param>
    /// <param name="known">All workers, waiting or not: a worker that failed a task is avoided only while there is another for it.</param>
    public static ImmutableArray<PlacedTask> Assign(
        IReadOnlyList<ReadyTask> tasks, IReadOnlyList<WaitingWorker> waiting, IEnumerable<LiveWorker> known, IPlacementPolicy policy)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedTask>(Math.Min(tasks.Count, waiting.Count));
        List<WaitingWorker> free = [.. waiting];
        foreach (var task in tasks)
        {
            if (free.Count == 0)
                break;
            var avoids = Avoided(task, known);
            List<WaitingWorker> able = [.. free.Where(worker => worker.Fits(task) && !avoids.Contains(worker.Worker.Id))];
            if (able.Count == 0 || policy.Choose(task, able) is not { } chosen)
                continue;
            free.Remove(chosen);
            placed.Add(new PlacedTask(task, chosen));
        }

        return placed.ToImmutable();
    }

    private static ImmutableArray<WorkerId> Avoided(ReadyTask task, IEnumerable<LiveWorker> known) =>
        task.Avoids.IsEmpty || !known.Any(worker => worker.TakesWork && worker.Knows(task.Caps) && !task.Avoids.Contains(worker.Id)) ? [] : task.Avoids;
}
