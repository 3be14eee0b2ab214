using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>What the doc comments of <see cref="ISharedValues"/> and <see cref="IReferenceClock"/> promise.</summary>
public abstract class SharedValuesConformance : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly string _key = $"k:{Guid.NewGuid():N}";
    private (ISharedValues Values, IReferenceClock Clock) _here;
    private (ISharedValues Values, IReferenceClock Clock) _there;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        _here = await OpenAsync();
        _there = await OpenAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var part in new object[] { _here.Values, _here.Clock, _there.Values, _there.Clock }.Distinct())
        {
            if (part is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_value_is_what_was_set_last_by_anybody()
    {
        Assert.Null(await _here.Values.GetAsync(_key, Stop));

        await _here.Values.SetAsync(_key, "one"u8.ToArray(), Minute, Stop);
        await _there.Values.SetAsync(_key, "two"u8.ToArray(), Minute, Stop);

        Assert.Equal("two", Text(await _here.Values.GetAsync(_key, Stop)));
    }

    [Fact]
    public async Task A_value_ends()
    {
        await _here.Values.SetAsync(_key, "one"u8.ToArray(), TimeSpan.FromSeconds(1), Stop);

        // By the store's own clock, which a node knows as well as an answer is fast.
        await Patient.UntilAsync(async () => await _there.Values.GetAsync(_key, Stop) is null, Stop);
        Assert.True(await _there.Values.SetIfAbsentAsync(_key, "two"u8.ToArray(), Minute, Stop));
    }

    [Fact]
    public async Task One_of_many_sets_what_was_absent()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() =>
            (i % 2 == 0 ? _here : _there).Values.SetIfAbsentAsync(_key, Encoding.UTF8.GetBytes($"{i}"), Minute, Stop))));

        Assert.Single(won, true);
        Assert.Equal($"{Array.IndexOf(won, true)}", Text(await _here.Values.GetAsync(_key, Stop)));
    }

    [Fact]
    public async Task One_of_many_takes_it_away()
    {
        await _here.Values.SetAsync(_key, "ticket"u8.ToArray(), Minute, Stop);

        var took = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2 == 0 ? _here : _there).Values.RemoveAsync(_key, Stop))));

        Assert.Single(took, true);
        Assert.Null(await _there.Values.GetAsync(_key, Stop));
    }

    [Fact]
    public async Task A_bucket_gives_its_burst_to_all_nodes_together_and_says_when_to_come_back()
    {
        var rule = new RateRule(10, TimeSpan.FromHours(1), 5); // one in six minutes

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2 == 0 ? _here : _there).Values.TakeAsync(_key, rule, 1, Stop))));

        Assert.Equal(5, results.Count(r => r.IsAllowed));
        Assert.All(results.Where(r => r.IsAllowed), r => Assert.Equal(TimeSpan.Zero, r.RetryAfter));
        Assert.All(results.Where(r => !r.IsAllowed), r => Assert.InRange(r.RetryAfter.TotalSeconds, 300, 361));
        Assert.All(results.Where(r => !r.IsAllowed), r => Assert.Equal(0, r.Remaining));
    }

    [Fact]
    public async Task A_bucket_refills_evenly_and_what_is_refused_takes_nothing()
    {
        // One in 400 ms; all that was taken is back after twelve seconds.
        var rule = new RateRule(10, TimeSpan.FromSeconds(4), 30);
        Assert.True((await _here.Values.TakeAsync(_key, rule, 30, Stop)).IsAllowed);
        List<TimeSpan> waits = [];
        for (var i = 0; i < 5; i++)
        {
            var refused = await _there.Values.TakeAsync(_key, rule, 30, Stop);
            Assert.False(refused.IsAllowed);
            waits.Add(refused.RetryAfter);
        }

        await Patient.UntilAsync(async () => (await _here.Values.TakeAsync(_key, rule, 1, Stop)).IsAllowed, Stop);
        Assert.Equal(waits.OrderDescending(), waits);
        Assert.False((await _here.Values.TakeAsync(_key, rule, 31, Stop)).IsAllowed);
    }

    [Fact]
    public async Task The_reference_runs_forward_and_is_the_same_for_all()
    {
        var first = await _here.Clock.SampleAsync(Stop);
        var second = await _there.Clock.SampleAsync(Stop);
        var third = await _here.Clock.SampleAsync(Stop);

        Assert.Equal(first.Source, second.Source);
        Assert.InRange(second.Milliseconds, first.Milliseconds, third.Milliseconds);
        Assert.InRange(third.Milliseconds - first.Milliseconds, 0, Patient.Limit.TotalMilliseconds);
    }

    /// <summary>One node's view; called twice for a test.</summary>
    protected abstract Task<(ISharedValues Values, IReferenceClock Clock)> OpenAsync();

    private static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } value ? Encoding.UTF8.GetString(value.Span) : null;
}
