using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;
using Xunit;

namespace Matinee.Tests.Brokers;

public sealed class KnownLogTests
{
    private readonly KnownLog _log = new(TimeProvider.System);

    [Fact]
    public void What_follows_what_was_seen_agrees_and_is_kept()
    {
        See(1, 2, 3);

        Assert.Equal((3L, "t3"), (_log.Top!.Offset, _log.Top.Tag));
        Assert.Equal([2L, 3], _log.After(1)!.Select(r => r.Offset));
        Assert.Equal("t2", _log.FindTag(2));
    }

    [Fact]
    public void Another_entry_at_an_offset_that_was_seen_is_a_fork()
    {
        See(1, 2, 3);

        Assert.Equal(Sight.Fork, _log.See(Record(2) with { Tag = "other" }));
        Assert.Equal(Sight.Fork, _log.See(Record(4) with { PreviousTag = "other" }));
        Assert.Equal(Sight.Agrees, _log.See(Record(4)));
    }

    [Fact]
    public void A_hole_is_no_fork_and_what_stood_before_it_can_no_longer_be_put_back()
    {
        See(1, 2);

        Assert.Equal(Sight.Agrees, _log.See(Record(5)));
        Assert.Null(_log.After(2));
        Assert.Equal("t4", _log.FindTag(4));
    }

    [Fact]
    public void An_epoch_that_was_left_does_not_come_back()
    {
        See(1, 2);
        _log.See(Record(0) with { Epoch = "next", Publication = null });

        Assert.Equal(Sight.OtherEpoch, _log.See(Record(3)));

        Assert.Equal(["e"], _log.Past);
        Assert.Equal(("next", 0L), (_log.Top!.Epoch, _log.Top.Offset));
    }

    [Fact]
    public void An_answer_that_was_overtaken_by_a_hint_changes_nothing()
    {
        See(1, 2, 3);

        _log.SeeTop(new KnownTop("e", 2, "t2", 0, null));

        Assert.Equal(3, _log.Top!.Offset);
    }

    [Fact]
    public void The_slot_is_known_while_its_version_stays()
    {
        _log.See(Record(1) with { Version = 1, State = "s"u8.ToArray() });
        _log.See(Record(2) with { Version = 1 });
        Assert.Equal(1, _log.Top!.State!.Value.Length);

        _log.See(Record(4) with { Version = 3 });

        Assert.Null(_log.Top.State);
    }

    private static LogRecord Record(long offset) => new("e", offset, 0, null, new Publication(offset, new byte[1])) { Tag = $"t{offset}", PreviousTag = $"t{offset - 1}" };

    private void See(params long[] offsets)
    {
        foreach (var offset in offsets)
            Assert.Equal(Sight.Agrees, _log.See(Record(offset)));
    }
}
