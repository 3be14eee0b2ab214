using System.Collections.Immutable;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>One attempt in the picture; places are per cents of the lane's width.</summary>
/// <param name="Fill">How far the amber goes, for what is in hand.</param>
/// <param name="Track">Which of the lane's lines it lies on: what runs at the same time lies on different ones.</param>
public sealed record LaneCell(string Key, double Left, double Width, double Fill, int Track, string Kind, bool Moved, string Sentence);

/// <summary>
/// What one worker did and does, laid out on time: the past is left of the line at <see cref="Now"/>, what it has in hand
/// reaches across it to where it will end if it goes on as it did.
/// </summary>
public sealed record WorkerLane(string WorkerId, string Worker, ImmutableArray<LaneCell> Cells, int Tracks)
{
    /// <summary>Where the present is, in per cent of the width.</summary>
    public const double Now = 70;

    // Thinner than this is not seen.
    private const double Thinnest = 0.4;
    private const double Gap = 0.15;
    private const int MostTracks = 12;

    // Milliseconds: a worker that is done is given the next task a moment before the end is written.
    private const double Handover = 50;

    /// <summary>Pixels of one line: a worker with many slots does not push the others off the screen.</summary>
    public int TrackHeight => Tracks switch { <= 1 => 18, 2 => 12, <= 4 => 8, _ => 6 };

    public int Height => Math.Max(1, Tracks) * (TrackHeight + 2) - 2;

    public int Count(string kind) => Cells.Count(cell => cell.Kind == kind);

    public int TakenOver => Cells.Count(cell => cell.Moved);

    public static ImmutableArray<WorkerLane> Of(WorkLanes work, IEnumerable<(string Id, string Name)> workers, Words words)
    {
        var byWorker = work.Attempts.ToLookup(attempt => attempt.WorkerId);
        var known = workers.ToList();
        // A worker that was removed still has its past in the picture.
        var gone = byWorker.Where(group => known.All(worker => worker.Id != group.Key)).Select(group => (group.Key, group.First().Worker));
        return [.. known.Concat(gone).Select(worker => Of(work, worker.Item1, worker.Item2, byWorker[worker.Item1], words))];
    }

    /// <summary>Where a moment lies, in per cent; the future reaches as far as there is room.</summary>
    internal static double Place(WorkLanes work, double at) => Math.Clamp(Now + ((at - work.Now) / work.Window * Now), 0, 100);

    private static WorkerLane Of(WorkLanes work, string id, string name, IEnumerable<LaneAttempt> attempts, Words words)
    {
        var cells = ImmutableArray.CreateBuilder<LaneCell>();
        List<double> free = [];
        foreach (var attempt in attempts.OrderBy(attempt => attempt.StartedAt))
        {
            var end = EndOf(work, attempt);
            var left = Math.Min(Place(work, attempt.StartedAt), 100 - Thinnest);
            var right = Math.Max(Place(work, end), left + Thinnest);
            var fill = attempt.InHand ? Math.Clamp(Place(work, attempt.StartedAt + (attempt.Progress * (end - attempt.StartedAt))) - left, 0, right - left) : 0;
            var kind = attempt.Outcome switch { "completed" => "done", "running" => "run", "lost" => "lost", "failed" => "bad", _ => "off" };
            cells.Add(new($"{attempt.TaskId}-{attempt.Epoch}", left, Math.Max(Thinnest - Gap, right - left - Gap), fill, TrackOf(free, attempt.StartedAt, end), kind,
                attempt.TakenOver && (kind is "done" or "run"), Sentence(attempt, kind, words)));
        }

        return new(id, name, cells.ToImmutable(), free.Count);
    }

    /// <summary>The first line that is free by then, by the times themselves: what is drawn wider to be seen takes no line from another.</summary>
    private static int TrackOf(List<double> free, double start, double end)
    {
        var track = free.FindIndex(from => from <= start + Handover);
        if (track < 0 && free.Count < MostTracks)
        {
            track = free.Count;
            free.Add(0);
        }
        else if (track < 0)
        {
            track = free.IndexOf(free.Min());
        }

        free[track] = end;
        return track;
    }

    /// <summary>When it ended, or when it will.</summary>
    private static double EndOf(WorkLanes work, LaneAttempt attempt)
    {
        if (attempt.FinishedAt is { } end)
            return end;
        var passed = Math.Max(0, work.Now - attempt.StartedAt);
        return attempt.Progress > 0.02
            ? attempt.StartedAt + Math.Max(passed, passed / attempt.Progress)
            : work.Now + (work.Window * 0.06);
    }

    private static string Sentence(LaneAttempt attempt, string kind, Words words)
    {
        var what = $"{attempt.Title ?? attempt.JobId}, {words.Named(attempt.Kind, attempt.Index)}: {words[$"admin.lane.{kind}"]}";
        if (attempt.InHand)
            what += $" {Steps.Of(attempt.Progress)} %";
        return attempt.TakenOver ? $"{what}, {words.Format("admin.lane.attempt", ("n", attempt.Attempt))}" : what;
    }
}
