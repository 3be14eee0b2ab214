using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What the doc comments of <see cref="IBroker"/> promise, for any store. Two nodes look at the same one.</summary>
public abstract partial class BrokerConformance : IAsyncLifetime
{
    private IBroker? _here;
    private IBroker? _there;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected IBroker Here => _here ?? throw new InvalidOperationException("Opened before every test.");

    protected IBroker There => _there ?? throw new InvalidOperationException("Opened before every test.");

    /// <summary>A channel that no other test uses.</summary>
    protected string Channel { get; } = $"room:{Guid.NewGuid():N}";

    public virtual async ValueTask InitializeAsync()
    {
        _here = await OpenAsync();
        _there = await OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var broker in new[] { _here, _there })
        {
            if (broker is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_channel_that_nobody_used_has_an_epoch_that_its_first_entry_stands_in()
    {
        var before = await There.TopAsync(Channel, Stop);

        var first = await AppendAsync(Here, "a");

        Assert.Equal((0, 1L, 0L, 0), (before.Position.Offset, before.Oldest, before.Version, before.State.Length));
        Assert.Matches("^[A-Za-z0-9~-]{1,32}$", before.Position.Epoch);
        Assert.Equal(new StreamPosition(before.Position.Epoch, 1), first.Position);
    }

    [Fact]
    public async Task Racing_writers_leave_no_hole_and_no_offset_is_given_twice()
    {
        const int writers = 8, each = 25;

        var results = await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            var mine = new List<(long Offset, string Text)>();
            for (var i = 0; i < each; i++)
                mine.Add(((await AppendAsync(w % 2 == 0 ? Here : There, $"{w}.{i}", dedupId: $"{w}.{i}")).Position.Offset, $"{w}.{i}"));
            return mine;
        })));

        var told = results.SelectMany(r => r).OrderBy(r => r.Offset).ToList();
        var stored = await ReadAllAsync(Here);
        Assert.Equal(Enumerable.Range(1, writers * each).Select(i => (long)i), told.Select(t => t.Offset));
        Assert.Equal(told, stored.Select(p => (p.Offset, Text(p.Data))));
        Assert.All(results, mine => Assert.Equal(mine.Order(), mine));
    }

    [Fact]
    public async Task An_entry_comes_back_as_it_was_given()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var publisher = new Publisher("u1", "c1", """{"name":"Zoë"}"""u8.ToArray(), "{}"u8.ToArray());
        var tags = new Dictionary<string, string> { ["kind"] = "chat", ["ü"] = "" };

        await Here.AppendAsync(Channel, new LogEntry { Data = bytes, Publisher = publisher, Tags = tags }, Stop);

        var read = Assert.Single(await ReadAllAsync(There));
        Assert.Equal(bytes, read.Data.ToArray());
        Assert.Equal(tags, read.Tags);
        Assert.Equal(("u1", "c1"), (read.Publisher!.User, read.Publisher.Client));
        Assert.Equal((Text(publisher.Connection), Text(publisher.Channel)), (Text(read.Publisher.Connection), Text(read.Publisher.Channel)));
    }

    [Fact]
    public async Task What_has_no_publisher_and_no_tags_has_none_when_it_is_read()
    {
        await Here.AppendAsync(Channel, new LogEntry { Data = new byte[64 * 1024] }, Stop);

        var read = Assert.Single(await ReadAllAsync(There));
        Assert.Null(read.Publisher);
        Assert.True(read.Tags is null or { Count: 0 });
        Assert.Equal(64 * 1024, read.Data.Length);
    }

    [Fact]
    public async Task An_id_that_was_there_is_answered_with_the_first_result_wherever_it_is_asked()
    {
        var first = await AppendAsync(Here, "a", dedupId: "x");
        await AppendAsync(Here, "b");

        var again = await There.AppendAsync(Channel, new LogEntry { Data = Bytes("other"), DedupId = "x" }, Stop);

        Assert.Equal(new Duplicate(first.Position, first.Version), again);
        Assert.Equal(["a", "b"], (await ReadAllAsync(Here)).Select(p => Text(p.Data)));
    }

    [Fact]
    public async Task Of_many_that_bring_one_id_at_once_one_is_appended()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            (i % 2 == 0 ? Here : There).AppendAsync(Channel, new LogEntry { Data = Bytes("a"), DedupId = "x" }, Stop))));

        var appended = Assert.Single(results.OfType<Appended>());
        Assert.All(results.OfType<Duplicate>(), d => Assert.Equal(appended.Position, d.Position));
        Assert.Equal(15, results.OfType<Duplicate>().Count());
        Assert.Single(await ReadAllAsync(Here));
    }

    [Fact]
    public async Task An_id_counts_in_its_channel_only()
    {
        await AppendAsync(Here, "a", dedupId: "x");

        var other = await Here.AppendAsync(Channel + "2", new LogEntry { Data = Bytes("b"), DedupId = "x" }, Stop);

        Assert.Equal(1, Assert.IsType<Appended>(other).Position.Offset);
    }

    [Fact]
    public async Task A_state_is_written_by_whoever_saw_the_last_one()
    {
        var first = await AppendAsync(Here, "play", state: new StateWrite(0, Bytes("playing")));
        var stale = await There.AppendAsync(Channel, new LogEntry { Data = Bytes("pause"), State = new StateWrite(0, Bytes("paused")) }, Stop);
        var second = await AppendAsync(There, "pause", state: new StateWrite(1, Bytes("paused")));

        Assert.Equal((1L, 2L), (first.Version, second.Version));
        var conflict = Assert.IsType<Conflict>(stale);
        Assert.Equal((1L, "playing"), (conflict.Version, Text(conflict.State)));
        var top = await Here.TopAsync(Channel, Stop);
        Assert.Equal((2L, 2L, "paused"), (top.Position.Offset, top.Version, Text(top.State)));
    }

    [Fact]
    public async Task Of_many_that_saw_the_same_version_one_wins_and_no_entry_of_a_loser_is_there()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2 == 0 ? Here : There).AppendAsync(
            Channel, new LogEntry { Data = Bytes($"{i}"), State = new StateWrite(0, Bytes($"state {i}")) }, Stop))));

        var winner = Array.FindIndex(results, r => r is Appended);
        Assert.Single(results.OfType<Appended>());
        Assert.All(results.OfType<Conflict>(), c => Assert.Equal((1L, $"state {winner}"), (c.Version, Text(c.State))));
        Assert.Equal([$"{winner}"], (await ReadAllAsync(Here)).Select(p => Text(p.Data)));
    }

    [Fact]
    public async Task A_conflict_does_not_remember_the_id_and_a_repeated_winner_is_no_conflict()
    {
        var write = new LogEntry { Data = Bytes("a"), DedupId = "x", State = new StateWrite(1, Bytes("s")) };
        Assert.IsType<Conflict>(await Here.AppendAsync(Channel, write, Stop));
        await AppendAsync(Here, "first", state: new StateWrite(0, Bytes("s0")));

        var won = Assert.IsType<Appended>(await Here.AppendAsync(Channel, write, Stop));
        var again = await There.AppendAsync(Channel, write, Stop);

        Assert.Equal(new Duplicate(won.Position, 2), again);
    }

    [Fact]
    public async Task An_entry_without_a_state_leaves_the_slot_alone()
    {
        await AppendAsync(Here, "play", state: new StateWrite(0, Bytes("playing")));

        var chat = await AppendAsync(There, "hello");

        var top = await Here.TopAsync(Channel, Stop);
        Assert.Equal(1, chat.Version);
        Assert.Equal((1L, "playing"), (top.Version, Text(top.State)));
    }

    [Fact]
    public async Task A_reader_gets_what_follows_in_pieces_and_nothing_at_the_top()
    {
        await AppendManyAsync(7);
        var epoch = (await Here.TopAsync(Channel, Stop)).Position.Epoch;

        var some = await ReadAsync(There, new StreamPosition(epoch, 2), 3);
        var rest = await ReadAsync(There, new StreamPosition(epoch, 5), 100);
        var none = await ReadAsync(There, new StreamPosition(epoch, 7), 100);

        Assert.Equal(["2", "3", "4"], some.Items.Select(p => Text(p.Data)));
        Assert.Equal([3L, 4, 5], some.Items.Select(p => p.Offset));
        Assert.Equal([6L, 7], rest.Items.Select(p => p.Offset));
        Assert.Empty(none.Items);
        Assert.Equal(new StreamPosition(epoch, 7), none.Top);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 4)]
    [InlineData(false, 1_000_000)]
    public async Task A_position_of_another_epoch_or_beyond_the_top_is_gone(bool otherEpoch, long offset)
    {
        await AppendManyAsync(3);
        var top = (await Here.TopAsync(Channel, Stop)).Position;

        var read = await There.ReadAsync(Channel, new StreamPosition(otherEpoch ? "other" : top.Epoch, offset), 10, Stop);

        Assert.Equal(new Gone(top), read);
    }

    [Fact]
    public async Task Trimming_takes_the_oldest_and_renumbers_nothing()
    {
        for (var i = 0; i < 30; i++)
            await AppendAsync(Here, $"{i}", retention: new Retention(5, TimeSpan.FromHours(1)));

        var top = await There.TopAsync(Channel, Stop);
        var kept = await ReadAsync(There, top.Position with { Offset = top.Oldest - 1 }, 100);
        Assert.Equal(30, top.Position.Offset);
        Assert.InRange(top.Oldest, 21, 26);
        Assert.Equal(Enumerable.Range((int)top.Oldest, (int)(31 - top.Oldest)).Select(i => ((long)i, $"{i - 1}")), kept.Items.Select(p => (p.Offset, Text(p.Data))));
        Assert.IsType<Gone>(await There.ReadAsync(Channel, top.Position with { Offset = top.Oldest - 2 }, 100, Stop));
    }

    [Fact]
    public async Task What_is_older_than_it_may_be_goes_and_numbers_go_on()
    {
        var brief = new Retention(100, TimeSpan.FromSeconds(1));
        var first = await AppendAsync(Here, "old", retention: brief);

        await Task.Delay(TimeSpan.FromSeconds(2.1), Stop);
        var second = await AppendAsync(Here, "new", retention: brief);

        Assert.Equal(first.Position with { Offset = 2 }, second.Position);
        // Looked at while it is new: where that takes longer than it stays, the next one is.
        await Patient.UntilAsync(async () =>
        {
            var oldest = (await There.TopAsync(Channel, Stop)).Oldest;
            Assert.InRange(oldest, second.Position.Offset, second.Position.Offset + 1);
            if (oldest == second.Position.Offset)
                return true;
            second = await AppendAsync(Here, "newer", retention: brief);
            return false;
        }, Stop);
        Assert.IsType<Gone>(await There.ReadAsync(Channel, first.Position with { Offset = 0 }, 10, Stop));
    }

    [Fact]
    public async Task Removal_begins_another_epoch_and_keeps_the_slot()
    {
        var old = await AppendAsync(Here, "a", dedupId: "x", state: new StateWrite(0, Bytes("playing")));

        var empty = await There.RemoveAsync(Channel, null, Stop);
        var again = await AppendAsync(Here, "a", dedupId: "x");

        Assert.NotEqual(old.Position.Epoch, empty.Position.Epoch);
        Assert.Equal((0L, 1L, 1L, "playing"), (empty.Position.Offset, empty.Oldest, empty.Version, Text(empty.State)));
        Assert.Equal(empty.Position with { Offset = 1 }, again.Position);
        Assert.IsType<Gone>(await Here.ReadAsync(Channel, old.Position, 10, Stop));
    }

    [Fact]
    public async Task Removal_at_another_place_than_the_top_changes_nothing()
    {
        var first = await AppendAsync(Here, "a");
        var second = await AppendAsync(There, "b");

        var refused = await Here.RemoveAsync(Channel, first.Position, Stop);
        var removed = await There.RemoveAsync(Channel, second.Position, Stop);
        var late = await Here.RemoveAsync(Channel, second.Position, Stop);

        Assert.Equal(second.Position, refused.Position);
        Assert.NotEqual(second.Position.Epoch, removed.Position.Epoch);
        Assert.Equal(removed.Position, late.Position);
    }

    [Fact]
    public async Task A_follower_hears_of_entries_of_every_node()
    {
        var ear = new ChannelEar();
        await using var following = await FollowAsync(There, ear);

        var first = await AppendAsync(Here, "a", state: new StateWrite(0, Bytes("s")));
        await AppendAsync(There, "b");

        await ear.HeardAsync(2);
        Assert.Equal([(1L, "a"), (2L, "b")], ear.Heard.OrderBy(h => h.Offset).DistinctBy(h => h.Offset).Select(h => (h.Offset, Text(h.Data))));
        Assert.Equal(first.Position.Epoch, ear.Epoch);
        Assert.Equal(1, ear.Version);
    }

    [Fact]
    public async Task A_signal_is_heard_and_stands_nowhere()
    {
        var ear = new ChannelEar();
        await using var following = await FollowAsync(There, ear);

        // Said again until it is heard: a signal is kept by nobody, and servers of one cluster tell each other of a listener a moment later.
        await Patient.UntilAsync(async () =>
        {
            await Here.SignalAsync(Channel, Bytes("typing"), Stop);
            return ear.Signals.Contains("typing");
        }, Stop);
        Assert.Equal(0, (await There.TopAsync(Channel, Stop)).Position.Offset);
    }

    [Fact]
    public async Task A_removal_is_told_to_followers()
    {
        var ear = new ChannelEar();
        await AppendAsync(Here, "a");
        await using var following = await FollowAsync(There, ear);

        await Here.RemoveAsync(Channel, null, Stop);

        await ChannelEar.UntilAsync(() => ear.Doubts > 0);
    }

    [Fact]
    public async Task Who_stopped_following_hears_nothing_and_others_still_do()
    {
        var stopped = new ChannelEar();
        var listening = new ChannelEar();
        await using var following = await FollowAsync(There, listening);
        await (await FollowAsync(There, stopped)).DisposeAsync();

        await AppendAsync(Here, "a");

        await listening.HeardAsync(1);
        Assert.Empty(stopped.Heard);
    }

    [Fact]
    public async Task Calls_of_one_listener_never_overlap()
    {
        var ear = new ChannelEar { Pause = TimeSpan.FromMilliseconds(1) };
        await using var following = await FollowAsync(Here, ear);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await AppendAsync(w % 2 == 0 ? Here : There, $"{w}.{i}");
        })));

        await ear.HeardAsync(40);
        Assert.False(ear.Overlapped);
    }

    [Fact]
    public async Task A_store_that_answers_is_up()
    {
        await Here.TopAsync(Channel, Stop);

        await ChannelEar.UntilAsync(() => Here.Health == BrokerHealth.Up);
    }

    /// <summary>One node's view of the store; called twice for a test. Disposed of when it is <see cref="IAsyncDisposable"/>.</summary>
    protected abstract Task<IBroker> OpenAsync();

    protected async Task<Appended> AppendAsync(IBroker node, string text, string? dedupId = null, StateWrite? state = null, Retention? retention = null)
    {
        // A store that could not answer is asked again with the same id, as a client does.
        var entry = new LogEntry { Data = Bytes(text), DedupId = dedupId ?? Guid.NewGuid().ToString("N"), State = state, Retention = retention ?? Retention.Default };
        AppendResult? result = null;
        await Patient.UntilAsync(async () =>
        {
            var isFirst = result is null;
            result = await node.AppendAsync(Channel, entry, Stop);
            if (!isFirst && result is Duplicate first)
                result = new Appended(first.Position, first.Version);
            return result is not Unavailable;
        }, Stop);
        return Assert.IsType<Appended>(result);
    }

    protected async Task<IReadOnlyList<Publication>> ReadAllAsync(IBroker node)
    {
        var top = await node.TopAsync(Channel, Stop);
        return (await ReadAsync(node, top.Position with { Offset = top.Oldest - 1 }, 10_000)).Items;
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private Task<IAsyncDisposable> FollowAsync(IBroker node, IChannelListener ear) => Answered.ByAsync(() => node.FollowAsync(Channel, ear, Stop));

    private async Task<Publications> ReadAsync(IBroker node, StreamPosition after, int max) =>
        Assert.IsType<Publications>(await node.ReadAsync(Channel, after, max, Stop));

    private async Task AppendManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await AppendAsync(Here, $"{i}");
    }
}
