using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Faults;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>
/// What <see cref="IBroker"/> promises while its server is killed, wiped, set back, stopped, or cut off: never a hole, never other bytes at a
/// known offset of the same epoch, never a wait without end.
/// </summary>
public abstract class BrokerFaults(Func<Task<IStoreOnTest>> start) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Patient.Limit;
    private readonly string _channel = $"room:{Guid.NewGuid():N}";
    private IStoreOnTest? _store;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IStoreOnTest Store => _store ?? throw new InvalidOperationException("Started before every test.");

    public async ValueTask InitializeAsync() => _store = await start();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Killed_and_back_with_its_data_it_goes_on_and_followers_resume_within_a_second()
    {
        var (here, there) = (await Store.OpenAsync(Store.Port), await Store.OpenAsync(Store.Port));
        var ear = new ChannelEar();
        await using var following = await Answered.ByAsync(() => there.FollowAsync(_channel, ear, Stop));
        var before = await AppendAsync(here, "before");
        await ear.HeardAsync(1);

        await Store.KillAsync();
        var dead = await here.AppendAsync(_channel, Entry("lost"), Stop);
        await UntilAsync(() => !here.Health.IsUp && !there.Health.IsUp);
        var doubts = ear.Doubts; // the first connection may have raised one
        await Store.RestartAsync();
        var back = Stopwatch.GetTimestamp();
        await ChannelEar.UntilAsync(() => ear.Doubts > doubts);
        var resumed = Stopwatch.GetElapsedTime(back);
        var after = await PersistAsync(here, "after", "id");
        // The road of hints may be back later than that of questions, which is told once more; what went by before is not heard.
        for (var i = 0; !await HearsOfAsync(ear, after.Offset); i++)
            await PersistAsync(here, $"later {i}", $"later {i}");

        Assert.IsType<Unavailable>(dead);
        Assert.InRange(resumed, TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(1.5))); // a second, and the machine's
        Assert.Equal(before with { Offset = 2 }, after);
        await UntilAsync(() => here.Health.IsUp);
        Assert.Equal(["before", "after"], (await ReadAsync(there, before with { Offset = 0 })).Take(2));
    }

    [Fact]
    public async Task Wiped_it_begins_another_epoch_and_the_slot_goes_on()
    {
        var here = await Store.OpenAsync(Store.Port);
        await PersistAsync(here, Entry("play") with { State = new StateWrite(0, "playing"u8.ToArray()), DedupId = "play" });
        var before = await AppendAsync(here, "before");

        await Store.KillAsync();
        Store.Wipe();
        await Store.RestartAsync();
        var after = await PersistAsync(here, "after", "id");

        var top = await Answered.ByAsync(() => here.TopAsync(_channel, Stop));
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal((1L, "playing"), (top.Version, Encoding.UTF8.GetString(top.State.Span)));
        Assert.IsType<Gone>(await Answered.ByAsync(() => here.ReadAsync(_channel, before, 10, Stop)));
        Assert.Equal(["after"], await ReadAsync(here, after with { Offset = after.Offset - 1 }));
    }

    [Fact]
    public async Task A_lost_tail_is_put_back_by_a_node_that_has_it()
    {
        // An answer that came too late would leave it without the entry.
        var (here, there) = (await Store.OpenAsync(Store.Port, isPatient: true), await Store.OpenAsync(Store.Port, isPatient: true));
        await using var following = await Answered.ByAsync(() => there.FollowAsync(_channel, new ChannelEar(), Stop));
        var first = await AppendAsync(here, "1");
        await SetBackAsync(async () =>
        {
            for (var i = 2; i <= 5; i++)
                await PersistAsync(here, $"{i}", $"id{i}");
        });

        var next = await PersistAsync(here, "6", "id6");
        var again = await AskAsync(there, "5", "id5");

        Assert.Equal(first with { Offset = 6 }, next);
        Assert.Equal(new Duplicate(first with { Offset = 5 }, 0), again);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], await ReadAsync(there, first with { Offset = 0 }));
    }

    [Fact]
    public async Task A_tail_that_was_lost_and_written_anew_by_who_did_not_know_it_is_told_by_another_epoch()
    {
        var here = await Store.OpenAsync(Store.Port, isPatient: true);
        var first = await AppendAsync(here, "1");
        await SetBackAsync(() => PersistAsync(here, "mine", "id2"));
        var stranger = await Store.OpenAsync(Store.Port);
        var ear = new ChannelEar();
        await using var following = await Answered.ByAsync(() => stranger.FollowAsync(_channel, ear, Stop));
        var theirs = await AppendAsync(stranger, "theirs");

        var mine = await PersistAsync(here, "more", "id3");

        Assert.Equal(first with { Offset = 2 }, theirs);
        Assert.NotEqual(first.Epoch, mine.Epoch);
        await ChannelEar.UntilAsync(() => ear.Doubts > 0);
        Assert.IsType<Gone>(await Answered.ByAsync(() => stranger.ReadAsync(_channel, theirs, 10, Stop)));
        Assert.Equal(mine, (await Answered.ByAsync(() => stranger.TopAsync(_channel, Stop))).Position);
    }

    [Fact]
    public async Task What_a_node_was_told_is_there_is_missed_when_it_is_not_there_any_more()
    {
        var (here, there) = (await Store.OpenAsync(Store.Port, isPatient: true), await Store.OpenAsync(Store.Port, isPatient: true));
        var first = await AppendAsync(here, "1");
        await SetBackAsync(async () =>
        {
            // As if this one's own acknowledgement had been lost.
            await PersistAsync(there, "2", "id2");
            Assert.IsType<Duplicate>(await AskAsync(here, "2", "id2"));
        });
        var stranger = await Store.OpenAsync(Store.Port);
        var theirs = await AppendAsync(stranger, "theirs");

        var mine = await PersistAsync(here, "more", "id3");

        Assert.Equal(first with { Offset = 2 }, theirs);
        Assert.NotEqual(first.Epoch, mine.Epoch);
    }

    [Fact]
    public async Task Stopped_it_is_unavailable_in_time_and_serves_again_when_it_runs_on()
    {
        var here = await Store.OpenAsync(Store.Port);
        var before = await AppendAsync(here, "before");

        Store.Pause();
        var began = Stopwatch.GetTimestamp();
        var first = await here.AppendAsync(_channel, Entry("x") with { DedupId = "x" }, Stop);
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => here.TopAsync(_channel, Stop));
        var took = Stopwatch.GetElapsedTime(began);
        await UntilAsync(() => !here.Health.IsUp);
        Store.Resume();
        var after = await PersistAsync(here, "x", "x");

        Assert.IsType<Unavailable>(first);
        Assert.InRange(took, TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(1.5))); // two waits of 250 ms, and the machine's
        Assert.Equal(before with { Offset = 2 }, after);
        await UntilAsync(() => here.Health.IsUp);
    }

    [Fact]
    public async Task Asked_again_after_a_lost_acknowledgement_it_tells_the_first_result()
    {
        await using var road = new ChaosProxy("127.0.0.1", Store.Port, seed: 7);
        var (here, there) = (await Store.OpenAsync(road.Port), await Store.OpenAsync(Store.Port));
        var count = Soak.Count(300, 40);

        var told = new List<StreamPosition>();
        for (var i = 0; i < count; i++)
        {
            if (i % 10 == 5)
                CutSoon(road);
            told.Add(await PersistAsync(here, $"{i}", $"id{i}"));
        }

        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), told.Select(t => t.Offset));
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), await ReadAsync(there, told[0] with { Offset = 0 }));
    }

    [Fact]
    public async Task Writers_that_race_over_bad_roads_leave_each_entry_once_in_one_order()
    {
        await using var road = new ChaosProxy("127.0.0.1", Store.Port, seed: 3);
        road.Weather = new ChaosWeather { Latency = TimeSpan.FromMilliseconds(2), Jitter = TimeSpan.FromMilliseconds(4) };
        IBroker[] nodes = [await Store.OpenAsync(road.Port), await Store.OpenAsync(Store.Port)];
        var each = Soak.Count(100, 15);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                if (w == 0 && i % 5 == 2)
                    CutSoon(road);
                await PersistAsync(nodes[w % 2], $"{w}.{i}", $"{w}.{i}");
            }
        })));

        var top = await Answered.ByAsync(() => nodes[1].TopAsync(_channel, Stop));
        var stored = await ReadAsync(nodes[1], top.Position with { Offset = 0 });
        Assert.Equal(4 * each, top.Position.Offset);
        Assert.Equal(4 * each, stored.Distinct().Count());
        Assert.All(Enumerable.Range(0, 4), w => Assert.Equal(Enumerable.Range(0, each).Select(i => $"{w}.{i}"), stored.Where(s => s.StartsWith($"{w}.", StringComparison.Ordinal))));
    }

    /// <summary>Lets something happen, and takes what it left out of the store, as a machine does that loses its power before its disk was written.</summary>
    private async Task SetBackAsync(Func<Task> happens)
    {
        await Store.KillAsync();
        Store.Keep();
        await Store.RestartAsync();
        await happens();
        await Store.KillAsync();
        Store.PutBack();
        await Store.RestartAsync();
    }

    private static void CutSoon(ChaosProxy road) => _ = Task.Run(async () =>
    {
        await Task.Delay(1, Stop);
        road.ResetOpen();
    });

    private Task<StreamPosition> PersistAsync(IBroker node, string text, string id) => PersistAsync(node, Entry(text) with { DedupId = id });

    private async Task<StreamPosition> PersistAsync(IBroker node, LogEntry entry) => await AskAsync(node, entry) switch
    {
        Appended appended => appended.Position,
        Duplicate duplicate => duplicate.Position,
        var other => throw new InvalidOperationException($"{entry.DedupId}: {other}"),
    };

    private Task<AppendResult> AskAsync(IBroker node, string text, string id) => AskAsync(node, Entry(text) with { DedupId = id });

    /// <summary>Asks until there is an answer, as a client does.</summary>
    private async Task<AppendResult> AskAsync(IBroker node, LogEntry entry)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var result = await node.AppendAsync(_channel, entry, Stop);
            if (result is not Unavailable)
                return result;
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"{result}");
            await Task.Delay(20, Stop);
        }
    }

    private Task<StreamPosition> AppendAsync(IBroker node, string text) => PersistAsync(node, text, $"first {text}");

    private async Task<IReadOnlyList<string>> ReadAsync(IBroker node, StreamPosition after) =>
        [.. Assert.IsType<Publications>(await Answered.ByAsync(() => node.ReadAsync(_channel, after, 10_000, Stop))).Items.Select(Text)];

    /// <summary>Whether one hears of an entry, or of a later one, within a moment.</summary>
    private static async Task<bool> HearsOfAsync(ChannelEar ear, long offset)
    {
        for (var looks = 0; looks < 25 && !ear.Heard.Any(p => p.Offset >= offset); looks++)
            await Task.Delay(20, Stop);
        return ear.Heard.Any(p => p.Offset >= offset);
    }

    private static Task UntilAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") => Patient.UntilAsync(holds, Stop, what);

    private static LogEntry Entry(string text) => new() { Data = Encoding.UTF8.GetBytes(text) };

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Data.Span);
}
