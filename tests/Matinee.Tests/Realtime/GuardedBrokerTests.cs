using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Realtime;

public sealed class GuardedBrokerTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task What_stands_when_nobody_waits_for_it_any_more_is_ended()
    {
        var store = new SlowStore(new MemoryBroker(_time));
        await using var broker = new GuardedBroker(store, new AppendingHealer(), new GuardOptions(), "node1", _time);
        var asking = broker.FollowAsync("room", store, TestContext.Current.CancellationToken);

        await PassAsync(asking);
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => asking);
        Assert.False(store.Ended.IsCompleted);
        store.Stands();

        await store.Ended.WaitAsync(Patient.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_store_that_is_silent_at_once_to_all_who_ask_is_not_gone_and_one_that_is_silent_again_is()
    {
        var store = new SlowStore(new MemoryBroker(_time));
        await using var broker = new GuardedBroker(store, new AppendingHealer(), new GuardOptions(), "node1", _time);
        var asking = Enumerable.Range(0, 20).Select(i => broker.FollowAsync($"room{i}", store, TestContext.Current.CancellationToken)).ToList();

        await PassAsync(Task.WhenAll(asking));

        Assert.True(broker.Health.IsUp);
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => asking[0]);
        await PassAsync(broker.FollowAsync("room", store, TestContext.Current.CancellationToken));
        Assert.False(broker.Health.IsUp);
    }

    [Fact]
    public async Task A_store_that_says_that_it_is_back_is_asked_before_the_next_probe_is_due()
    {
        var store = new SlowStore(new MemoryBroker(_time));
        var options = new GuardOptions { ProbeInterval = TimeSpan.FromSeconds(60) };
        await using var broker = new GuardedBroker(store, new AppendingHealer(), options, "node1", _time);
        store.Say(BrokerHealth.Down("away"));
        Assert.False(broker.Health.IsUp);

        store.Say(BrokerHealth.Up);
        var passed = TimeSpan.Zero;
        for (var slice = TimeSpan.FromMilliseconds(250); !broker.Health.IsUp && passed < options.ProbeInterval; passed += slice)
        {
            _time.Advance(slice);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.True(broker.Health.IsUp);
        Assert.InRange(passed, options.ProbeInterval / 2, options.ProbeInterval * 0.99); // two more probes, a quarter of the interval each
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_came_back_a_moment_ago_is_asked_for_a_while_before_everybody_is_parted_again(bool isThere)
    {
        var store = new SlowStore(new MemoryBroker(_time));
        await using var broker = new GuardedBroker(store, new AppendingHealer(), new GuardOptions(), "node1", _time);
        store.Say(BrokerHealth.Down("away"));
        store.Say(BrokerHealth.Up);
        Assert.True(await TurnsAsync(broker, isUp: true, within: TimeSpan.FromSeconds(2)));

        store.Say(BrokerHealth.Down("an election"));
        Assert.False(await TurnsAsync(broker, isUp: false, within: TimeSpan.FromSeconds(1.5)));
        if (isThere)
            store.Say(BrokerHealth.Up);

        Assert.Equal(!isThere, await TurnsAsync(broker, isUp: false, within: TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task A_store_that_has_long_been_back_is_gone_with_the_first_error()
    {
        var store = new SlowStore(new MemoryBroker(_time));
        await using var broker = new GuardedBroker(store, new AppendingHealer(), new GuardOptions(), "node1", _time);
        store.Say(BrokerHealth.Down("away"));
        store.Say(BrokerHealth.Up);
        Assert.True(await TurnsAsync(broker, isUp: true, within: TimeSpan.FromSeconds(2)));
        _time.Advance(TimeSpan.FromSeconds(16));

        store.Say(BrokerHealth.Down("away again"));

        Assert.False(broker.Health.IsUp);
    }

    private async Task<bool> TurnsAsync(GuardedBroker broker, bool isUp, TimeSpan within)
    {
        for (var passed = TimeSpan.Zero; broker.Health.IsUp != isUp && passed < within; passed += TimeSpan.FromMilliseconds(25))
        {
            _time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        return broker.Health.IsUp == isUp;
    }

    // A slice of the patience after the other: what comes late itself has more.
    private async Task PassAsync(Task asking)
    {
        for (var turns = 0; !asking.IsCompleted && turns < 1_000; turns++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.WhenAny(asking, Task.Delay(5, TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Lets somebody follow when it is told to.</summary>
    private sealed class SlowStore(IBroker store) : IBroker, IChannelListener, IAsyncDisposable
    {
        private readonly TaskCompletionSource<IAsyncDisposable> _following = new();
        private readonly TaskCompletionSource _ended = new();

        public event Action<BrokerHealth>? HealthChanged;

        public BrokerHealth Health { get; private set; } = BrokerHealth.Up;

        public Task Ended => _ended.Task;

        public void Say(BrokerHealth health)
        {
            Health = health;
            HealthChanged?.Invoke(health);
        }

        public void Stands() => _following.SetResult(this);

        public Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken) => store.AppendAsync(channel, entry, cancellationToken);

        public Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken) => store.ReadAsync(channel, after, max, cancellationToken);

        public Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken) => store.TopAsync(channel, cancellationToken);

        public Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken) => store.RemoveAsync(channel, onlyAt, cancellationToken);

        public Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken) => store.SignalAsync(channel, signal, cancellationToken);

        public Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken) => _following.Task;

        public ValueTask DisposeAsync()
        {
            _ended.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public void OnPublication(string epoch, Publication publication, long version)
        {
        }

        public void OnSignal(ReadOnlyMemory<byte> signal)
        {
        }

        public void OnDoubt()
        {
        }
    }
}
