using System.Collections.Immutable;
using Matinee.App.Pages.Admin;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;
using Matinee.App.Transcoding.Leasing;
using Xunit;

namespace Matinee.Tests.Pages;

public sealed class JobInspectionTests
{
    private readonly Words _words = Words.Load("en");

    [Fact]
    public void A_cell_tells_what_became_of_its_task_and_whether_it_changed_hands()
    {
        var job = Look(
            [Task("a", 0, "completed"), Task("b", 1, "completed"), Task("c", 2, "running"), Task("d", 3, "ready"), Task("e", 4, "ready"), Task("f", 5, "failed"), Task("g", 6, "ready")],
            [Try("a", "completed"), Try("b", "lost"), Try("b", "completed", 2), Try("c", "released"), Try("c", "running", 2), Try("d", "lost"), Try("e", "failed"), Try("f", "failed")]);

        Assert.Equal(["done", "done", "run", "lost", "again", "bad", "wait"], job.Picture.Select(cell => cell.Kind));
        Assert.Equal([false, true, true, false, false, false, false], job.Picture.Select(cell => cell.Moved));
        Assert.Equal(1, job.Dossier.SeamsChecked);
    }

    [Fact]
    public void What_a_workers_end_did_to_many_tasks_is_one_line()
    {
        var job = Look(
            [Task("a", 0, "ready"), Task("b", 1, "ready"), Task("s", 0, "ready", "audio")],
            [Try("a", "lost"), Try("b", "lost"), Try("s", "lost")]);

        var line = Assert.Single(job.Lines, line => line.Kind == "bad");
        Assert.Equal("desk lost: chunks 1, 2, sound 1", line.Text);
    }

    [Fact]
    public void Every_outcome_has_words_and_an_unknown_one_does_not_break_the_page()
    {
        foreach (var outcome in new[] { "running", "completed", "failed", "lost", "released", "superseded", "cancelled" })
            Assert.NotEqual(outcome, _words.OfOutcome(outcome));
        Assert.Equal("novel", _words.OfOutcome("novel"));
    }

    [Fact]
    public void Every_kind_of_task_and_strategy_has_words()
    {
        foreach (var kind in new[] { "probe", "scan", "video_chunk", "audio", "storyboard", "poster", "subtitle", "finalize", "file" })
            Assert.NotEmpty(_words.Named(kind, 0));
        foreach (var strategy in Enum.GetNames<Strategy>())
            Assert.NotEmpty(_words[$"admin.strategy.{strategy}"]);
    }

    private JobInspection Look(ImmutableArray<DossierTask> tasks, ImmutableArray<DossierAttempt> attempts) => new(
        new JobDossier(new JobBoardRow { Id = "j1", State = "running", CreatedAt = 1 }, tasks, attempts, [], null), Strategy.LeastLoaded, "Ingrid", null, _words);

    private static DossierTask Task(string id, int index, string state, string kind = "video_chunk") =>
        new() { Id = id, Kind = kind, Index = index, State = state, TotalFrames = 100, ProgressFrames = 40 };

    private static DossierAttempt Try(string task, string outcome, int attempt = 1) => new()
    {
        TaskId = task, Attempt = attempt, Epoch = attempt, Worker = "desk", Outcome = outcome, StartedAt = 10_000 * attempt,
        FinishedAt = outcome == "running" ? null : (10_000 * attempt) + 500,
    };
}
