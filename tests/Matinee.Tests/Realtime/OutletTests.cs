using System.Diagnostics.Metrics;
using System.Text;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.Tests.Realtime;

public sealed class OutletTests : IAsyncDisposable
{
    private const int Crowd = 120;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MemoryBroker _broker = new(TimeProvider.System);
    private readonly LiveChannel _channel;

    public OutletTests() =>
        _channel = new LiveChannel("room", ChannelRules.Log, _broker, new RealtimeMeters(_services.GetRequiredService<IMeterFactory>()), NullLogger.Instance);

    [Fact]
    public async Task What_is_published_fast_to_a_crowd_leaves_together_and_in_order()
    {
        const int publications = 40;
        await _channel.OpenAsync(TestContext.Current.CancellationToken);
        SlowSocket[] sockets = [.. Enumerable.Range(0, Crowd).Select(_ => new SlowSocket(TimeSpan.FromMicroseconds(50), publications))];
        foreach (var socket in sockets)
            Join(socket);

        for (var n = 0; n < publications; n++)
            await PublishAsync(n);
        await Task.WhenAll(sockets.Select(socket => socket.Complete)).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.All(sockets, socket => Assert.Equal(Enumerable.Range(0, publications), socket.Numbers));
        Assert.All(sockets, socket => Assert.InRange(socket.Writes, 1, publications / 2));
    }

    [Fact]
    public async Task A_small_room_is_served_before_the_publisher_goes_on()
    {
        await _channel.OpenAsync(TestContext.Current.CancellationToken);
        var socket = new SlowSocket(TimeSpan.FromMilliseconds(1), 3);
        Join(socket);

        for (var n = 0; n < 3; n++)
        {
            await PublishAsync(n);
            Assert.Equal(n + 1, socket.Writes);
        }
    }

    [Fact]
    public async Task What_waits_goes_neither_to_who_left_nor_to_who_came_after_it()
    {
        await _channel.OpenAsync(TestContext.Current.CancellationToken);
        // A test that had no turn before the wait was over has looked at nothing, and looks again.
        var (first, late, offset) = await LeaveWhileItWaitsAsync();
        for (var again = 1; again < 5 && (first.Count, late.Count) != (1, 1); again++)
            (first, late, offset) = await LeaveWhileItWaitsAsync();

        Assert.Equal([0], first);
        Assert.Equal(2, offset);
        Assert.Equal([2], late);
    }

    [Fact]
    public async Task A_wait_that_is_over_before_it_began_holds_nothing_back()
    {
        var outlet = new Outlet("room", new RealtimeMeters(_services.GetRequiredService<IMeterFactory>()), _ => Task.CompletedTask);
        SlowSocket[] sockets = [.. Enumerable.Range(0, Crowd).Select(_ => new SlowSocket(TimeSpan.FromMicroseconds(200), 3))];
        Subscription[] members = [.. sockets.Select(Join)];

        for (var n = 0; n < 3; n++)
            outlet.Give(members, new Publication(n + 1, Encoding.ASCII.GetBytes($"{{\"n\":{n}}}")), FrameClass.Log);

        await Task.WhenAll(sockets.Select(socket => socket.Complete)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.All(sockets, socket => Assert.Equal([0, 1, 2], socket.Numbers));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _services.DisposeAsync();
    }

    /// <returns>What came to who left, what to who came, and how many publications there were by then.</returns>
    private async Task<(IReadOnlyList<int> First, IReadOnlyList<int> Late, long? Offset)> LeaveWhileItWaitsAsync()
    {
        var before = (await _broker.TopAsync("room", TestContext.Current.CancellationToken)).Position.Offset;
        // The first takes 60 ms, so that the second waits for the longest time there is.
        SlowSocket[] sockets = [.. Enumerable.Range(0, Crowd).Select(_ => new SlowSocket(TimeSpan.FromMicroseconds(500), 2))];
        Subscription[] members = [.. sockets.Select(Join)];
        var (late, wait) = (new SlowSocket(TimeSpan.Zero, 1), sockets[1].Complete);
        var latecomer = Member(late);

        await PublishAsync(0);
        await PublishAsync(1);
        _channel.Leave(members[0]);
        var position = _channel.Join(latecomer);
        await wait.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await PublishAsync(2);
        await late.Complete.WaitAsync(Patience, TestContext.Current.CancellationToken);
        foreach (var member in members.Skip(1).Append(latecomer))
            _channel.Leave(member);
        return (sockets[0].Numbers, late.Numbers, position?.Offset - before);
    }

    private Subscription Join(SlowSocket socket)
    {
        var member = Member(socket);
        _channel.Join(member);
        return member;
    }

    private Subscription Member(SlowSocket socket)
    {
        var link = new ClientLink(Guid.NewGuid().ToString(), Wire.WebSocketJson, socket, new ConnectionOptions(), TimeProvider.System);
        var member = new Subscription(link, _channel, new Publisher("", link.Id, default, default), (_, _) => { });
        Assert.True(member.TryActivate(() => { }));
        return member;
    }

    private Task<AppendResult> PublishAsync(int n) =>
        _broker.AppendAsync("room", new LogEntry { Data = Encoding.ASCII.GetBytes($"{{\"n\":{n}}}"), Retention = Retention.Default }, TestContext.Current.CancellationToken);
}
