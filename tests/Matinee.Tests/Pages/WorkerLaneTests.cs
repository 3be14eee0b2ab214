using Matinee.App.Pages.Admin;
using Matinee.App.Pages.Wording;
using Matinee.App.Transcoding.Boards;
using Xunit;

namespace Matinee.Tests.Pages;

public sealed class WorkerLaneTests
{
    private const long Now = 1_000_000_000;
    private const long Window = 100_000;

    private readonly Words _words = Words.Load("en");

    [Fact]
    public void The_past_is_left_of_the_line_and_what_is_in_hand_reaches_across_it_by_its_progress()
    {
        var lane = Lane(Attempt("a", Now - 50_000, Now - 30_000), Attempt("b", Now - 20_000, null, frames: 50));

        Assert.Equal(35, lane.Cells[0].Left, 3);
        Assert.Equal(14, lane.Cells[0].Width, 0.2);
        // Half done after 20 s: it ends 20 s from now, and half of it is filled, up to the line.
        Assert.Equal(56, lane.Cells[1].Left, 3);
        Assert.Equal(84, lane.Cells[1].Left + lane.Cells[1].Width, 0.2);
        Assert.Equal(WorkerLane.Now, lane.Cells[1].Left + lane.Cells[1].Fill, 3);
    }

    [Fact]
    public void What_runs_at_the_same_time_lies_on_different_lines_and_what_follows_on_the_same()
    {
        var lane = Lane(Attempt("a", Now - 50_000, Now - 30_000), Attempt("b", Now - 40_000, Now - 20_000), Attempt("c", Now - 30_000, Now - 10_000));

        Assert.Equal([0, 1, 0], lane.Cells.Select(cell => cell.Track));
        Assert.Equal(2, lane.Tracks);
    }

    [Fact]
    public void Only_an_attempt_after_the_first_is_hatched_and_a_lost_one_is_lost()
    {
        var lane = Lane(
            Attempt("a", Now - 50_000, Now - 40_000, outcome: "lost"), Attempt("a", Now - 30_000, Now - 20_000, attempt: 2), Attempt("b", Now - 10_000, Now - 5_000));

        Assert.Equal(["lost", "done", "done"], lane.Cells.Select(cell => cell.Kind));
        Assert.Equal([false, true, false], lane.Cells.Select(cell => cell.Moved));
        Assert.Equal((1, 1, 2), (lane.TakenOver, lane.Count("lost"), lane.Count("done")));
    }

    [Fact]
    public void Nothing_leaves_the_picture_and_everything_can_be_seen()
    {
        var lane = Lane(Attempt("a", Now - (5 * Window), Now - Window + 1), Attempt("b", Now - 1, Now), Attempt("c", Now - 90_000, null, frames: 3));

        Assert.All(lane.Cells, cell => Assert.InRange(cell.Left, 0, 100));
        Assert.All(lane.Cells, cell => Assert.InRange(cell.Left + cell.Width, 0, 100));
        Assert.All(lane.Cells, cell => Assert.True(cell.Width > 0.2));
    }

    [Fact]
    public void A_worker_that_is_gone_keeps_its_lane_as_long_as_its_past_is_shown()
    {
        var work = Work(Attempt("a", Now - 50_000, Now - 40_000));

        var lanes = WorkerLane.Of(work, [("w2", "two")], _words);

        Assert.Equal(["two", "one"], lanes.Select(lane => lane.Worker));
    }

    private static WorkLanes Work(params LaneAttempt[] attempts) => new(Now, Window, [.. attempts], [], 0);

    private static LaneAttempt Attempt(string task, long from, long? to, long frames = 100, int attempt = 1, string? outcome = null) => new()
    {
        TaskId = task, WorkerId = "w1", Worker = "one", JobId = "j1", Title = "Salt Road", Kind = "video_chunk", Epoch = attempt, Attempt = attempt,
        Outcome = outcome ?? (to is null ? "running" : "completed"), StartedAt = from, FinishedAt = to, ProgressFrames = frames, TotalFrames = 100,
    };

    private WorkerLane Lane(params LaneAttempt[] attempts) => WorkerLane.Of(Work(attempts), [("w1", "one")], _words).Single();
}
