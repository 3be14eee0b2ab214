using System.Collections.Immutable;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>Something that happened, in words.</summary>
/// <param name="Kind">Empty, good, warn or bad.</param>
public sealed record LogLine(long At, string Kind, string Text)
{
    private const int Most = 60;

    // What a worker's end did to several tasks is one line.
    private const long SameMoment = 2_000;

    /// <summary>The story of a job from its rows, the latest first.</summary>
    public static ImmutableArray<LogLine> Of(JobDossier dossier, int chunks, double chunkSeconds, string? asker, Words words)
    {
        var job = dossier.Job;
        var tasks = dossier.Tasks.ToDictionary(task => task.Id);
        List<LogLine> lines = [new(job.CreatedAt, "", words.Format("admin.log.asked", ("name", asker ?? words["admin.nobody"])))];
        if (dossier.Plan is { } plan && chunks > 0)
            lines.Add(new(plan.CreatedAt, "", words.Format("admin.log.split", ("n", chunks), ("s", Math.Round(chunkSeconds)))));
        if (job.PlayableAt is { } playable)
            lines.Add(new(playable, "good", words["admin.log.playable"]));
        foreach (var (worker, at, gone) in Together(dossier.Attempts, tasks, attempt => attempt.Outcome == "lost", attempt => attempt.FinishedAt))
            lines.Add(new(at, "bad", words.Format("admin.log.lost", ("worker", worker), ("tasks", words.Listed(gone)))));
        foreach (var (worker, at, given) in Together(dossier.Attempts, tasks, attempt => attempt.Outcome == "released", attempt => attempt.FinishedAt))
            lines.Add(new(at, "", words.Format("admin.log.released", ("worker", worker), ("tasks", words.Listed(given)))));
        foreach (var (worker, at, taken) in Together(dossier.Attempts, tasks, attempt => attempt.Attempt > 1, attempt => attempt.StartedAt))
            lines.Add(new(at, "warn", words.Format("admin.log.taken", ("worker", worker), ("tasks", words.Listed(taken)))));
        foreach (var attempt in dossier.Attempts.Where(attempt => attempt is { Outcome: "failed", FinishedAt: not null } && tasks.ContainsKey(attempt.TaskId)))
        {
            var task = tasks[attempt.TaskId];
            lines.Add(new(attempt.FinishedAt!.Value, "bad", words.Format( // the pattern above
                "admin.log.failed", ("task", words.Named(task.Kind, task.Index)), ("worker", attempt.Worker), ("code", attempt.FailureCode))));
        }

        if (job.FinishedAt is { } end)
        {
            lines.Add(job.State switch
            {
                "completed" => new(end, "good", words.Format("admin.log.completed", ("time", Timecode.Clock(job.TookSeconds ?? 0)))),
                "cancelled" => new(end, "warn", words["admin.log.cancelled"]),
                _ => new(end, "bad", job.FailureTitle ?? words["admin.state.failed"]),
            });
        }

        return [.. lines.OrderByDescending(line => line.At).Take(Most)];
    }

    private static IEnumerable<(string Worker, long At, List<(string Kind, int Index)> Tasks)> Together(
        ImmutableArray<DossierAttempt> attempts, Dictionary<string, DossierTask> tasks, Func<DossierAttempt, bool> wanted, Func<DossierAttempt, long?> when)
    {
        (string Worker, long At, List<(string, int)> Tasks)? open = null;
        foreach (var attempt in attempts.Where(a => wanted(a) && when(a) is not null && tasks.ContainsKey(a.TaskId)).OrderBy(a => a.Worker, StringComparer.Ordinal).ThenBy(when))
        {
            var (task, at) = (tasks[attempt.TaskId], when(attempt)!.Value); // the filter above
            if (open is { } group && group.Worker == attempt.Worker && at - group.At <= SameMoment)
            {
                group.Tasks.Add((task.Kind, task.Index));
                continue;
            }

            if (open is { } before)
                yield return before;
            open = (attempt.Worker, at, [(task.Kind, task.Index)]);
        }

        if (open is { } last)
            yield return last;
    }
}
