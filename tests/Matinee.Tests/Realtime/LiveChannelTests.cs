using System.Diagnostics.Metrics;
using System.Text;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.Tests.Realtime;

public sealed class LiveChannelTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MemoryBroker _broker = new(TimeProvider.System);
    private readonly LiveChannel _channel;

    public LiveChannelTests() =>
        _channel = new LiveChannel("room", ChannelRules.Log, _broker, new RealtimeMeters(_services.GetRequiredService<IMeterFactory>()), NullLogger.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_stands_in_the_old_epoch_hears_nothing_of_the_new_one()
    {
        await _channel.OpenAsync(Stop);
        var ended = new List<UnsubscribePush>();
        var allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SlowSocket[] sockets = [.. Enumerable.Range(0, 3).Select(_ => new SlowSocket(TimeSpan.Zero, 100))];
        foreach (var socket in sockets)
        {
            // Between the end of one member and that of the next, something is published already.
            Join(socket, (_, why) =>
            {
                Publish(50 + ended.Count);
                ended.Add(why);
                if (ended.Count == sockets.Length)
                    allEnded.SetResult();
            });
        }

        Publish(1);
        await _broker.RemoveAsync("room", null, Stop);
        await allEnded.Task.WaitAsync(Patience, Stop);

        Assert.All(sockets, socket => Assert.Equal([1], socket.Numbers));
        Assert.All(ended, why => Assert.Equal(Unsubscribes.InsufficientState, why));
        Assert.Equal(0, _channel.MemberCount);
    }

    [Fact]
    public async Task Who_ends_before_the_reply_is_not_told_that_it_stands()
    {
        await _channel.OpenAsync(Stop);
        var socket = new SlowSocket(TimeSpan.Zero, 1);
        var (member, replies) = (Member(socket, (_, _) => { }), 0);
        _channel.Join(member);

        member.End(Unsubscribes.InsufficientState);

        Assert.False(member.TryActivate(() => replies++));
        Assert.Equal((0, false), (replies, member.IsActive));
        Publish(1);
        Assert.Empty(socket.Numbers);
    }

    [Fact]
    public async Task What_is_published_before_the_reply_follows_it()
    {
        await _channel.OpenAsync(Stop);
        var socket = new SlowSocket(TimeSpan.Zero, 2);
        var member = Member(socket, (_, _) => { });
        _channel.Join(member);
        Publish(1);
        Publish(2);
        Assert.Empty(socket.Numbers);

        Assert.True(member.TryActivate(() => Assert.Empty(socket.Numbers)));

        Assert.Equal([1, 2], socket.Numbers);
    }

    [Fact]
    public async Task What_is_published_while_the_log_is_looked_at_in_vain_is_read_at_once()
    {
        var broker = new LateBroker(_broker);
        await using var channel = new LiveChannel("room", ChannelRules.Log, broker, new RealtimeMeters(_services.GetRequiredService<IMeterFactory>()), NullLogger.Instance);
        await channel.OpenAsync(Stop);
        var socket = new SlowSocket(TimeSpan.Zero, 1);
        var link = new ClientLink(Guid.NewGuid().ToString(), Wire.WebSocketJson, socket, new ConnectionOptions(), TimeProvider.System);
        var member = new Subscription(link, channel, new Publisher("", link.Id, default, default), (_, _) => { });
        channel.Join(member);
        Assert.True(member.TryActivate(() => { }));
        broker.BeforeItReturns = () => Publish(1);

        channel.OnDoubt();

        await Patient.UntilAsync(() => socket.Numbers.Count == 1, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _services.DisposeAsync();
    }

    private void Join(SlowSocket socket, Action<Subscription, UnsubscribePush> ended)
    {
        var member = Member(socket, ended);
        _channel.Join(member);
        Assert.True(member.TryActivate(() => { }));
    }

    private Subscription Member(SlowSocket socket, Action<Subscription, UnsubscribePush> ended)
    {
        var link = new ClientLink(Guid.NewGuid().ToString(), Wire.WebSocketJson, socket, new ConnectionOptions(), TimeProvider.System);
        return new Subscription(link, _channel, new Publisher("", link.Id, default, default), ended);
    }

    // In memory it is delivered before this returns.
    private void Publish(int n) => Assert.IsType<Appended>(
        _broker.AppendAsync("room", new LogEntry { Data = Encoding.ASCII.GetBytes($"{{\"n\":{n}}}"), Retention = Retention.Default }, Stop).GetAwaiter().GetResult());

    /// <summary>Something happens between its looking and its answer, once.</summary>
    private sealed class LateBroker(IBroker store) : IBroker
    {
        public event Action<BrokerHealth>? HealthChanged
        {
            add => store.HealthChanged += value;
            remove => store.HealthChanged -= value;
        }

        public BrokerHealth Health => store.Health;

        public Action? BeforeItReturns { get; set; }

        public Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken) => store.AppendAsync(channel, entry, cancellationToken);

        public async Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken)
        {
            var read = await store.ReadAsync(channel, after, max, cancellationToken);
            var happens = BeforeItReturns;
            BeforeItReturns = null;
            happens?.Invoke();
            return read;
        }

        public Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken) => store.TopAsync(channel, cancellationToken);

        public Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken) => store.RemoveAsync(channel, onlyAt, cancellationToken);

        public Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken) => store.SignalAsync(channel, signal, cancellationToken);

        public Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken) => store.FollowAsync(channel, listener, cancellationToken);
    }
}
