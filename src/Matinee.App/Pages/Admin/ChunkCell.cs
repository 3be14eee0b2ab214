using System.Collections.Immutable;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>One task as one cell.</summary>
/// <param name="Kind">done, run, wait, again (failed, will be retried), lost (its worker vanished, nobody has it yet), bad or off.</param>
/// <param name="Moved">More than one worker had it, or one had it more than once.</param>
public sealed record ChunkCell(DossierTask Task, string Kind, bool Moved, string Sentence)
{
    public string Classes => $"cell {Kind}{(Moved ? " moved" : "")}{(Kind == "run" ? $" v-{Steps.Of(Task.Progress)}" : "")}";

    public static ImmutableArray<ChunkCell> Of(IEnumerable<DossierTask> tasks, ILookup<string, DossierAttempt> attempts, Words words) =>
        [.. tasks.Select(task => Of(task, [.. attempts[task.Id]], words))];

    private static ChunkCell Of(DossierTask task, ImmutableArray<DossierAttempt> attempts, Words words)
    {
        var last = attempts.LastOrDefault();
        var kind = task.State switch
        {
            "completed" => "done",
            "running" => "run",
            "failed" => "bad",
            "cancelled" => "off",
            _ => last?.Outcome switch { "lost" => "lost", "failed" => "again", _ => "wait" },
        };
        // A task that waits shows why it waits; that it was tried before shows once somebody has it again.
        var moved = attempts.Length > 1 && (kind is "done" or "run");
        var who = last is null ? "" : words.Format("admin.cell.by", ("worker", last.Worker), ("n", attempts.Length));
        return new(task, kind, moved, $"{words.Named(task.Kind, task.Index)}: {words[$"admin.cell.{kind}"]}{who}");
    }
}
