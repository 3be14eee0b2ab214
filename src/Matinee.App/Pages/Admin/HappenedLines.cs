using System.Collections.Immutable;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>What happened lately, in words: what a worker's end did to many tasks is one line.</summary>
internal static class HappenedLines
{
    private const int Most = 40;
    private const long SameMoment = 2_000;

    public static ImmutableArray<LogLine> Of(IReadOnlyList<RecentEvent> events, Words words)
    {
        var lines = ImmutableArray.CreateBuilder<LogLine>();
        for (var i = 0; i < events.Count && lines.Count < Most;)
        {
            var first = events[i];
            var together = events.Skip(i).TakeWhile(next => next.What == first.What && next.Worker == first.Worker && first.At - next.At <= SameMoment).ToList();
            var alone = first.What is not ("lost" or "released");
            lines.Add(Line(first, alone ? [first] : together, words));
            i += alone ? 1 : together.Count;
        }

        return lines.ToImmutable();
    }

    private static LogLine Line(RecentEvent first, List<RecentEvent> together, Words words)
    {
        var title = first.Title ?? first.JobId ?? "";
        return first.What switch
        {
            "lost" => new(first.At, "bad", words.Format("admin.log.lost", ("worker", first.Worker), ("tasks", Tasks(together, words)))),
            "released" => new(first.At, "", words.Format("admin.log.released", ("worker", first.Worker), ("tasks", Tasks(together, words)))),
            "failed" => new(first.At, "bad", words.Format("admin.happened.failed",
                ("task", words.Named(first.Kind ?? "", first.Index)), ("title", title), ("worker", first.Worker), ("code", first.Detail))),
            "joined" => new(first.At, "", words.Format("admin.happened.joined", ("worker", first.Worker))),
            "job-completed" => new(first.At, "good", words.Format("admin.happened.completed", ("title", title))),
            "job-cancelled" => new(first.At, "warn", words.Format("admin.happened.cancelled", ("title", title))),
            _ => new(first.At, "bad", words.Format("admin.happened.jobFailed", ("title", title), ("why", first.Detail))),
        };
    }

    private static string Tasks(List<RecentEvent> together, Words words)
    {
        var listed = words.Listed([.. together.Select(each => (each.Kind ?? "", each.Index)).Order()]);
        var titles = together.Select(each => each.Title).Distinct().ToList();
        return titles is [{ } title] ? words.Format("admin.happened.of", ("tasks", listed), ("title", title)) : listed;
    }
}
