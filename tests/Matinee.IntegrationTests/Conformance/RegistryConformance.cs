using System.Globalization;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What the doc comments of <see cref="IRegistry"/> promise, for any registry. Each test has an empty one.</summary>
public abstract class RegistryConformance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Patient.Limit;

    private readonly List<IRegistry> _opened = [];
    private IRegistry? _registry;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IRegistry Registry => _registry ?? throw new InvalidOperationException("Opened before every test.");

    public virtual async ValueTask InitializeAsync() => _registry = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var registry in _opened.OfType<IAsyncDisposable>())
            await registry.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_everybody_reads()
    {
        var other = await OpenAsync();

        var made = await Registry.CommitAsync(RegistryTransaction.Put("streams/a", "{\"title\":\"Mañana 🎬\"}"), Stop);
        var read = await other.GetAsync("streams/a", Stop);

        Assert.True(made.Committed);
        Assert.Equal(new RegistryEntry("streams/a", "{\"title\":\"Mañana 🎬\"}", made.Revision, made.Revision, LeaseId.None), read.Found);
        Assert.True(read.Revision >= made.Revision);
        Assert.Null((await other.GetAsync("streams/b", Stop)).Found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("key with a space")]
    [InlineData("schlüssel")]
    [InlineData("nul\0")]
    public async Task What_is_no_key_is_refused_everywhere(string key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.GetAsync(key, Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(RegistryTransaction.Put(key, "x"), Stop));
    }

    [Fact]
    public async Task The_longest_key_and_the_largest_value_come_back_whole_and_more_is_refused()
    {
        var key = new string('~', RegistryText.LongestKey);
        var value = new string('x', RegistryText.LargestValue);

        await Registry.CommitAsync(RegistryTransaction.Put(key, value), Stop);
        await Registry.CommitAsync(RegistryTransaction.Put("empty", ""), Stop);

        Assert.Equal(value, (await Registry.GetAsync(key, Stop)).Found?.Value);
        Assert.Equal("", (await Registry.GetAsync("empty", Stop)).Found?.Value);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(RegistryTransaction.Put(key + "~", "x"), Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(RegistryTransaction.Put("a", value + "x"), Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(RegistryTransaction.Put("a", "nul\0"), Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(RegistryTransaction.Put("a", "half \ud83c"), Stop));
    }

    [Fact]
    public async Task A_key_is_created_once_and_the_second_is_shown_the_first()
    {
        var first = await Registry.CommitAsync(RegistryTransaction.Create("a", "1"), Stop);
        var second = await Registry.CommitAsync(RegistryTransaction.Create("a", "2"), Stop);

        Assert.False(second.Committed);
        Assert.Equal(first.Revision, second.Revision);
        Assert.Equal("1", Assert.Single(second.Found)?.Value);
    }

    [Fact]
    public async Task A_key_is_replaced_only_by_who_has_seen_its_last_value()
    {
        await Registry.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        var seen = await EntryAsync("a");
        var replaced = await Registry.CommitAsync(RegistryTransaction.Replace(seen, "2"), Stop);
        var late = await Registry.CommitAsync(RegistryTransaction.Replace(seen, "3"), Stop);

        Assert.True(replaced.Committed);
        Assert.False(late.Committed);
        Assert.Equal(new RegistryEntry("a", "2", seen.CreatedRevision, replaced.Revision, LeaseId.None), await EntryAsync("a"));
    }

    [Fact]
    public async Task A_deleted_key_that_comes_again_is_another_one()
    {
        await Registry.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        var old = await EntryAsync("a");
        var deleted = await Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Delete("a")] }, Stop);
        var gone = await Registry.CommitAsync(RegistryTransaction.Replace(old, "2"), Stop);
        await Registry.CommitAsync(RegistryTransaction.Create("a", "1"), Stop);

        Assert.Equal(old.ModifiedRevision + 1, deleted.Revision);
        Assert.False(gone.Committed);
        Assert.Null(Assert.Single(gone.Found));
        Assert.True((await EntryAsync("a")).CreatedRevision > deleted.Revision);
    }

    [Fact]
    public async Task Each_kind_of_condition_holds_when_it_should()
    {
        await Registry.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        var revision = (await EntryAsync("a")).ModifiedRevision;

        Assert.True(await HoldsAsync(RegistryCondition.Present("a")));
        Assert.False(await HoldsAsync(RegistryCondition.Present("b")));
        Assert.True(await HoldsAsync(RegistryCondition.Absent("b")));
        Assert.False(await HoldsAsync(RegistryCondition.Absent("a")));
        Assert.True(await HoldsAsync(RegistryCondition.ValueIs("a", "1")));
        Assert.False(await HoldsAsync(RegistryCondition.ValueIs("a", "2")));
        Assert.False(await HoldsAsync(RegistryCondition.ValueIs("b", "")));
        Assert.True(await HoldsAsync(RegistryCondition.Unchanged("a", revision)));
        Assert.False(await HoldsAsync(RegistryCondition.Unchanged("a", revision + 1)));
        Assert.False(await HoldsAsync(RegistryCondition.Unchanged("b", revision)));
    }

    [Fact]
    public async Task A_transaction_is_made_whole_at_one_revision_or_not_at_all()
    {
        await Registry.CommitAsync(RegistryTransaction.Put("old", "1"), Stop);
        var move = new RegistryTransaction
        {
            If = [RegistryCondition.Present("old"), RegistryCondition.Absent("new")],
            Then = [RegistryWrite.Delete("old"), RegistryWrite.Put("new", "1"), RegistryWrite.Delete("never")],
        };

        var made = await Registry.CommitAsync(move, Stop);
        var again = await Registry.CommitAsync(move, Stop);

        Assert.True(made.Committed);
        Assert.False(again.Committed);
        Assert.Equal([null, "1"], again.Found.Select(entry => entry?.Value));
        Assert.Equal((made.Revision, made.Revision), ((await EntryAsync("new")).ModifiedRevision, again.Revision));
        Assert.Null((await Registry.GetAsync("old", Stop)).Found);
    }

    [Fact]
    public async Task What_changes_nothing_has_no_revision_and_nothing_is_written_twice_in_one()
    {
        var before = await Registry.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);

        var nothing = await Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Delete("b")] }, Stop);

        Assert.Equal((true, before.Revision), (nothing.Committed, nothing.Revision));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Put("a", "2"), RegistryWrite.Delete("a")] }, Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.CommitAsync(new RegistryTransaction { Then = [] }, Stop));
    }

    [Fact]
    public async Task A_list_is_in_order_and_its_pages_are_of_one_moment()
    {
        foreach (var key in (string[])["s/b", "s/B", "s/a/1", "s/a", "s0", "r/z", "s/~", "s/-"])
            await Registry.CommitAsync(RegistryTransaction.Put(key, key), Stop);

        var first = await Registry.ListAsync(new RegistryQuery("s/") { Limit = 2 }, Stop);
        await Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Delete("s/a"), RegistryWrite.Put("s/aa", "late"), RegistryWrite.Put("s/b", "late")] }, Stop);
        List<RegistryEntry> all = [.. first.Entries];
        for (var page = first; page.Next is { } after; all.AddRange(page.Entries))
            page = await Registry.ListAsync(new RegistryQuery("s/") { Limit = 2, After = after, Revision = first.Revision }, Stop);

        Assert.Equal(["s/-", "s/B", "s/a", "s/a/1", "s/b", "s/~"], all.Select(entry => entry.Key));
        Assert.Equal(all.Select(entry => entry.Key), all.Select(entry => entry.Value));
        Assert.Equal(["s/-", "s/B", "s/a/1", "s/aa", "s/b", "s/~"], (await Registry.ListAllAsync("s/", Stop)).Entries.Select(entry => entry.Key));
        Assert.Empty((await Registry.ListAsync(new RegistryQuery("t/"), Stop)).Entries);
        Assert.Equal(8, (await Registry.ListAllAsync("", Stop)).Entries.Length);
    }

    [Fact]
    public async Task A_watch_tells_what_was_and_what_comes_below_its_prefix_in_order_and_whole()
    {
        var other = await OpenAsync();
        var first = await Registry.CommitAsync(RegistryTransaction.Put("s/a", "1"), Stop);
        await Registry.CommitAsync(RegistryTransaction.Put("t/a", "elsewhere"), Stop);
        await Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Put("s/b", "2"), RegistryWrite.Delete("s/a"), RegistryWrite.Put("t/b", "x")] }, Stop);

        await using var watch = Registry.WatchAsync("s/", first.Revision, Stop).GetAsyncEnumerator(Stop);
        var (one, two) = (await NextAsync(watch), await NextAsync(watch));
        var late = await other.CommitAsync(RegistryTransaction.Put("s/c", "3"), Stop);
        var three = await NextAsync(watch);

        Assert.Equal([new RegistryChange("s/a", "1")], one.Changes);
        Assert.Equal([new RegistryChange("s/a", null), new RegistryChange("s/b", "2")], two.Changes.OrderBy(change => change.Key));
        Assert.Equal(late.Revision, three.Revision);
        Assert.True(one.Revision < two.Revision && two.Revision < three.Revision);
    }

    [Fact]
    public async Task A_watch_that_is_resumed_misses_nothing_and_repeats_nothing_while_many_write()
    {
        const int Writers = 4, Each = 15;
        var from = (await Registry.GetAsync("w/x", Stop)).Revision + 1;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < Each; i++)
                await Registry.CommitAsync(RegistryTransaction.Put($"w/{writer}", i.ToString(CultureInfo.InvariantCulture)), Stop);
        }));

        List<RegistryUpdate> seen = [];
        while (seen.Count < Writers * Each)
        {
            // A few, and then anew from where it was.
            await using var watch = Registry.WatchAsync("w/", from, Stop).GetAsyncEnumerator(Stop);
            for (var i = 0; i < 7 && seen.Count < Writers * Each; i++)
                seen.Add(await NextAsync(watch));
            from = seen[^1].Revision + 1;
        }

        await writing;
        Assert.Equal(seen.Select(update => update.Revision).Distinct().Order(), seen.Select(update => update.Revision));
        for (var writer = 0; writer < Writers; writer++)
        {
            Assert.Equal(
                Enumerable.Range(0, Each).Select(i => i.ToString(CultureInfo.InvariantCulture)),
                seen.SelectMany(update => update.Changes).Where(change => change.Key == $"w/{writer}").Select(change => change.Value));
        }
    }

    [Fact]
    public async Task What_was_compacted_cannot_be_read_and_what_came_after_can()
    {
        var first = await Registry.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        await Registry.CommitAsync(RegistryTransaction.Put("b", "1"), Stop);
        await Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Delete("b")] }, Stop);
        await Registry.CommitAsync(RegistryTransaction.Put("a", "2"), Stop);
        var last = await Registry.CommitAsync(RegistryTransaction.Put("a", "3"), Stop);

        await CompactAsync(last.Revision - 1);

        await Assert.ThrowsAsync<RevisionGoneException>(() => Registry.ListAsync(new RegistryQuery("") { Revision = first.Revision }, Stop));
        await Assert.ThrowsAsync<RevisionGoneException>(() => Registry.ListAsync(new RegistryQuery("") { Revision = last.Revision + 1000 }, Stop));
        Assert.Equal(["a=2"], (await Registry.ListAsync(new RegistryQuery("") { Revision = last.Revision - 1 }, Stop)).Entries.Select(entry => $"{entry.Key}={entry.Value}"));
        await using var early = Registry.WatchAsync("", first.Revision, Stop).GetAsyncEnumerator(Stop);
        await Assert.ThrowsAsync<RevisionGoneException>(() => early.MoveNextAsync().AsTask().WaitAsync(Patience, Stop));
        await using var late = Registry.WatchAsync("", last.Revision, Stop).GetAsyncEnumerator(Stop);
        Assert.Equal(last.Revision, (await NextAsync(late)).Revision);
    }

    [Fact]
    public async Task What_stands_under_a_lease_stays_while_it_is_kept_and_vanishes_together_when_it_is_not()
    {
        // Long enough that a machine which does much else does not lose them unawares.
        var kept = await Registry.GrantAsync(TimeSpan.FromSeconds(12), Stop);
        var left = await Registry.GrantAsync(TimeSpan.FromSeconds(12), Stop);
        await Registry.CommitAsync(RegistryTransaction.Put("kept", "1", kept), Stop);
        await Registry.CommitAsync(new RegistryTransaction { Then = [RegistryWrite.Put("left/a", "1", left), RegistryWrite.Put("left/b", "1", left), RegistryWrite.Put("left/stays", "1", left)] }, Stop);
        var detached = await Registry.CommitAsync(RegistryTransaction.Put("left/stays", "2"), Stop);
        Assert.Equal(left, (await EntryAsync("left/a")).Lease);

        await using var watch = Registry.WatchAsync("left/", detached.Revision + 1, Stop).GetAsyncEnumerator(Stop);
        var vanishing = NextAsync(watch);
        while (!vanishing.IsCompleted)
        {
            Assert.True(await Registry.KeepAliveAsync(kept, Stop));
            await Task.WhenAny(vanishing, Task.Delay(200, Stop));
        }

        Assert.Equal([new RegistryChange("left/a", null), new RegistryChange("left/b", null)], (await vanishing).Changes.OrderBy(change => change.Key));
        Assert.Equal("2", (await EntryAsync("left/stays")).Value);
        Assert.Equal("1", (await EntryAsync("kept")).Value);
        Assert.False(await Registry.KeepAliveAsync(left, Stop));
        await Assert.ThrowsAsync<LeaseLostException>(() => Registry.CommitAsync(RegistryTransaction.Put("left/a", "2", left), Stop));
        Assert.Null((await Registry.GetAsync("left/a", Stop)).Found);
    }

    [Fact]
    public async Task A_lease_that_is_revoked_ends_at_once_and_may_be_revoked_again()
    {
        var lease = await Registry.GrantAsync(TimeSpan.FromMinutes(1), Stop);
        await Registry.CommitAsync(RegistryTransaction.Put("a", "1", lease), Stop);

        await Registry.RevokeAsync(lease, Stop);
        await Registry.RevokeAsync(lease, Stop);

        Assert.Null((await Registry.GetAsync("a", Stop)).Found);
        Assert.False(await Registry.KeepAliveAsync(lease, Stop));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Registry.GrantAsync(TimeSpan.FromMilliseconds(10), Stop));
    }

    [Fact]
    public async Task Many_that_count_together_lose_no_step_and_one_of_many_creates()
    {
        const int Counters = 4, Steps = 10;
        await Registry.CommitAsync(RegistryTransaction.Put("n", "0"), Stop);

        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Registry.CommitAsync(RegistryTransaction.Create("first", $"{i}"), Stop)));
        await Task.WhenAll(Enumerable.Range(0, Counters).Select(async _ =>
        {
            for (var made = 0; made < Steps;)
            {
                var read = await EntryAsync("n");
                var next = (int.Parse(read.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
                if ((await Registry.CommitAsync(RegistryTransaction.Replace(read, next), Stop)).Committed)
                    made++;
            }
        }));

        Assert.Single(created, outcome => outcome.Committed);
        Assert.Equal("40", (await EntryAsync("n")).Value);
    }

    [Fact]
    public async Task Who_cancels_a_watch_is_let_go()
    {
        using var cancel = new CancellationTokenSource();
        await using var watch = Registry.WatchAsync("", 1_000_000, cancel.Token).GetAsyncEnumerator(cancel.Token);
        var waiting = watch.MoveNextAsync().AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Stop));
    }

    /// <summary>The registry of this test as another process would open it.</summary>
    protected abstract Task<IRegistry> ConnectAsync();

    protected abstract Task CompactAsync(long revision);

    private async Task<IRegistry> OpenAsync()
    {
        var registry = await ConnectAsync();
        _opened.Add(registry);
        return registry;
    }

    private async Task<RegistryEntry> EntryAsync(string key) => (await Registry.GetAsync(key, Stop)).Found ?? throw new InvalidOperationException($"There is no {key}.");

    private async Task<bool> HoldsAsync(RegistryCondition condition) =>
        (await Registry.CommitAsync(new RegistryTransaction { If = [condition], Then = [RegistryWrite.Put("x", "x")] }, Stop)).Committed;

    private static async Task<RegistryUpdate> NextAsync(IAsyncEnumerator<RegistryUpdate> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Stop));
        return watch.Current;
    }
}
