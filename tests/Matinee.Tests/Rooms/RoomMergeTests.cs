using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Rooms;

/// <summary>A room that went on in two places becomes one again.</summary>
public sealed class RoomMergeTests
{
    private const string Here = "node1", There = "node2";
    private readonly ManualTime _time = new();
    private readonly RoomStage _common = new();
    private readonly RoomStage _ours = new();
    private readonly RoomStage _theirs = new();
    private readonly MergeNotes _told = new();

    [Fact]
    public void Of_two_playbacks_the_one_with_the_higher_version_counts()
    {
        _ours.Play();
        _theirs.Play();
        _theirs.Pause();

        var merged = Merge();

        Assert.Equal((_theirs.Playback.Playing, _theirs.Playback.Position), (merged.Playback.Playing, merged.Playback.Position));
        Assert.True(merged.Playback.Version > _theirs.Playback.Version); // both sides used the numbers below it for something
    }

    [Fact]
    public void Of_two_playbacks_of_one_version_the_later_counts()
    {
        _ours.Now = 2_000_000;
        _ours.Do(RoomStage.Anna, (state, context) => PlaybackCommands.Seek(state, context, state.Playback.Version, 40));
        _theirs.Now = 1_500_000;
        _theirs.Do(RoomStage.Bert, (state, context) => PlaybackCommands.Seek(state, context, state.Playback.Version, 20));

        Assert.Equal(40, Merge().Playback.Position);
    }

    [Fact]
    public void A_side_that_did_nothing_changes_no_version()
    {
        _ours.Play();

        Assert.Equal(_ours.Playback, Merge().Playback);
    }

    [Fact]
    public void A_queue_has_the_edits_of_both_sides()
    {
        var (added, other) = (new QueueElement(new("e00000000000000a1"), new("v00000000000000a1"), "Added here", 60), new QueueElement(new("e00000000000000b1"), new("v00000000000000b1"), "Added there", 60));
        _ours.Do(RoomStage.Anna, (state, context) => QueueCommands.Add(state, context, added, null));
        _ours.Do(RoomStage.Anna, (state, context) => QueueCommands.Remove(state, context, _ours.Films[1].Element));
        _theirs.Do(RoomStage.Bert, (state, context) => QueueCommands.Add(state, context, other, _theirs.Films[0].Element));
        _theirs.Do(RoomStage.Bert, (state, context) => QueueCommands.Move(state, context, _theirs.Films[2].Element, null));

        var queue = Merge().Queue;

        Assert.Equal(["Film 2", "Film 0", "Added there", "Added here"], queue.Items.Select(item => item.Title));
        Assert.True(queue.Version > _ours.State.Queue.Version && queue.Version > _theirs.State.Queue.Version);
    }

    [Fact]
    public void Each_node_is_believed_about_its_own_connections_alone()
    {
        _ours.Leave(RoomStage.Bert, Here);
        _theirs.Leave(RoomStage.Anna, Here); // buried: they heard nothing of us
        _theirs.Arrive(RoomStage.Cleo, There);

        var present = Merge().Present;

        Assert.Equal([RoomStage.Anna, RoomStage.Cleo], present.Keys.OrderBy(id => id.Value == RoomStage.Anna.Value ? 0 : 1));
        Assert.Equal((1, 1), (present[RoomStage.Cleo].Nodes[Here], present[RoomStage.Cleo].Nodes[There]));
    }

    [Fact]
    public void Whoever_was_put_out_does_not_come_back()
    {
        _told.Take(new RoomNews.Moderated(CommandId.New(_time), 0, null, ModerationOp.Banned, new(RoomStage.Bert, "Bert"), null, null));
        var state = _common.State with { Present = _common.State.Present.Remove(RoomStage.Bert) };

        Assert.DoesNotContain(RoomStage.Bert, Merge(state).Present.Keys);
    }

    [Fact]
    public void Whoever_was_taken_for_dead_is_told_of_again_and_once()
    {
        _theirs.Leave(RoomStage.Anna, Here);

        Merge(out var said);

        var told = Assert.Single(said.OfType<RoomNews.Attended>());
        Assert.Equal((RoomStage.Anna, Here, 1), (told.Member.Id, told.Node, told.Connections));
    }

    [Fact]
    public void The_second_of_two_who_merge_finds_nothing_more_to_say_but_what_only_it_knows()
    {
        _ours.Play();
        _theirs.Arrive(RoomStage.Cleo, There);
        var first = Run(new RoomMerge(Here, _common.State, _common.State, _ours.State, _common.State.Settings), _common.State, out _);

        var merged = Run(new RoomMerge(There, _common.State, _common.State, _theirs.State, _common.State.Settings), first, out var said);

        Assert.Equal(RoomTopic.Member, Assert.Single(said).Topic);
        Assert.Equal(2, merged.Present[RoomStage.Cleo].Nodes.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_number_that_two_who_merge_used_for_different_things_is_left_behind(bool oursIsLater)
    {
        (_ours.Now, _theirs.Now) = oursIsLater ? (2_000_000, 1_500_000) : (1_500_000, 2_000_000);
        _ours.Do(RoomStage.Anna, (state, context) => PlaybackCommands.Seek(state, context, state.Playback.Version, 40));
        _theirs.Do(RoomStage.Bert, (state, context) => PlaybackCommands.Seek(state, context, state.Playback.Version, 20));
        var first = Run(new RoomMerge(Here, _common.State, _common.State, _ours.State, _common.State.Settings), _common.State, out _);

        var merged = Run(new RoomMerge(There, _common.State, _common.State, _theirs.State, _common.State.Settings), first, out _);

        Assert.Equal((oursIsLater ? 40 : 20, _ours.Playback.Version + 1), (merged.Playback.Position, merged.Playback.Version));
    }

    private RoomState Merge(RoomState? from = null) => Merge(from ?? _common.State, out _);

    private RoomState Merge(out List<RoomNews> said) => Merge(_common.State, out said);

    private RoomState Merge(RoomState from, out List<RoomNews> said)
    {
        var merge = new RoomMerge(Here, _common.State, _theirs.State, _ours.State, _common.State.Settings);
        var merged = Run(merge, from, out said);
        Assert.Null(merge.Next(merged, _told, CommandId.New(_time), 0)); // said once
        return merged;
    }

    // The notes are of the log, and go on when another merges into it.
    private RoomState Run(RoomMerge merge, RoomState now, out List<RoomNews> said)
    {
        said = [];
        while (merge.Next(now, _told, CommandId.New(_time), 3_000_000) is { } news)
        {
            Assert.True(RoomWire.TryRead(RoomWire.Write(news), out var read));
            said.Add(read);
            _told.Take(read);
            now = now.Apply(read);
            Assert.InRange(said.Count, 1, 50);
        }

        return now;
    }
}
