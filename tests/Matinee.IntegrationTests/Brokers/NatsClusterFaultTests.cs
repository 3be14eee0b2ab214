using System.Diagnostics;
using System.Text;
using Matinee.Brokers.Nats;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>Three NATS servers with three copies of everything, of which the leader is killed.</summary>
public sealed class NatsClusterFaultTests
{
    private readonly string _channel = $"room:{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writers_go_on_after_the_leader_is_killed_and_nothing_that_was_acknowledged_is_missing()
    {
        await using var servers = await NatsServers.StartAsync(3);
        await using var hereStore = await NatsStores.OpenAsync(servers.Url, replicas: 3);
        await using var thereStore = await NatsStores.OpenAsync(servers.Url, replicas: 3);
        await using var here = new NatsBroker(hereStore, NullLogger.Instance);
        await using var there = new NatsBroker(thereStore, NullLogger.Instance);
        var ear = new ChannelEar();
        await using var following = await Answered.ByAsync(() => there.FollowAsync(_channel, ear, Stop));
        var doubts = ear.Doubts; // the first connection may have raised one
        var each = Soak.Count(300, 40);
        var killed = new TaskCompletionSource();
        var halfway = 0;

        var writing = Task.WhenAll(new[] { here, there }.Select((node, w) => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                if (i == each / 2)
                {
                    Interlocked.Increment(ref halfway);
                    await killed.Task;
                }

                await PersistAsync(node, $"{w}.{i}");
            }
        })));
        await ChannelEar.UntilAsync(() => Volatile.Read(ref halfway) == 2);
        // A connection that was lost meanwhile may have cost hints, and is told.
        await ChannelEar.UntilAsync(() => ear.Heard.Select(p => p.Offset).Distinct().Count() >= each || ear.Doubts > doubts);
        var leader = "";
        await Patient.UntilAsync(async () => (leader = await Answered.ByAsync(() => hereStore.RunAsync(stop => hereStore.Client.LeaderAsync(hereStore.Names.LogStream, stop), Stop))).Length > 0, Stop);
        await servers.KillAsync(leader[^1] - '0');
        var began = Stopwatch.GetTimestamp();
        killed.SetResult();
        await writing;

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(25)));
        var top = (await Answered.ByAsync(() => there.TopAsync(_channel, Stop))).Position;
        var read = Assert.IsType<Publications>(await Answered.ByAsync(() => there.ReadAsync(_channel, top with { Offset = 0 }, 10_000, Stop)));
        var texts = read.Items.Select(p => Encoding.UTF8.GetString(p.Data.Span)).ToList();
        Assert.Equal(2 * each, texts.Distinct().Count());
        Assert.Equal(2 * each, texts.Count);
        Assert.All(Enumerable.Range(0, 2), w => Assert.Equal(Enumerable.Range(0, each).Select(i => $"{w}.{i}"), texts.Where(t => t.StartsWith($"{w}.", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_node_that_comes_while_a_server_is_away_leaves_the_copies_as_they_are()
    {
        await using var servers = await NatsServers.StartAsync(3);
        await using (var first = await NatsStores.OpenAsync(servers.Url))
            Assert.Equal(3, await CopiesAsync(first));

        await servers.KillAsync(0);
        await using (var second = await NatsStores.OpenAsync($"{servers.UrlOf(1)},{servers.UrlOf(2)}"))
            Assert.Equal(3, await CopiesAsync(second));
        await servers.RestartAsync(0);
        await servers.CaughtUpAsync();

        await using (var fewer = await NatsStores.OpenAsync(servers.Url, replicas: 1))
            Assert.Equal(1, await CopiesAsync(fewer));
        await using (var more = await NatsStores.OpenAsync(servers.Url))
            Assert.Equal(3, await CopiesAsync(more));
    }

    private static Task<int> CopiesAsync(NatsStore store) => Answered.ByAsync(() => store.RunAsync(stop => store.Client.CopiesAsync(store.Names.LogStream, stop), Stop));

    private async Task PersistAsync(NatsBroker node, string text)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(Patient.Limit);
        while (await node.AppendAsync(_channel, new LogEntry { Data = Encoding.UTF8.GetBytes(text), DedupId = text }, Stop) is Unavailable)
            await Task.Delay(50, late.Token);
    }
}
