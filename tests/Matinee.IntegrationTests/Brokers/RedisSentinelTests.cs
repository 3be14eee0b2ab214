using System.Diagnostics;
using System.Text;
using Matinee.Brokers.Redis;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>A master with two replicas, watched by three sentinels.</summary>
public sealed class RedisSentinelTests
{
    private readonly string _channel = $"room:{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failover_that_loses_a_tail_ends_in_one_log_that_everybody_reads_alike()
    {
        await using var servers = await RedisServers.StartWatchedAsync();
        // An answer that came too late would leave the first without an entry that it has to put back.
        await using var hereStores = await RedisOpener.OpenAsync(servers.Url, RedisMode.Sentinel, RedisServers.Master, RedisOpener.Patient);
        await using var thereStores = await RedisOpener.OpenAsync(servers.Url, RedisMode.Sentinel, RedisServers.Master, RedisOpener.Patient);
        using var here = new RedisBroker(hereStores, RedisOpener.Names);
        using var there = new RedisBroker(thereStores, RedisOpener.Names);
        var ear = new ChannelEar();
        await using var following = await Answered.ByAsync(() => there.FollowAsync(_channel, ear, Stop));
        var first = await PersistAsync(here, 0);
        await servers.UntilReplicatedAsync();

        // What the replicas do not hear from here on is lost with the master.
        servers.Pause(1);
        servers.Pause(2);
        for (var i = 1; i <= 3; i++)
            await PersistAsync(here, i);
        await ear.HeardAsync(4);
        var doubts = ear.Doubts; // the first connection may have raised one
        await servers.KillAsync(0);
        servers.Resume(1);
        servers.Resume(2);
        var killed = Stopwatch.GetTimestamp();
        var next = await PersistAsync(here, 4);
        var took = Stopwatch.GetElapsedTime(killed);

        // One node had everything: it was put back. Else another epoch would have said so.
        Assert.Equal(first with { Offset = 5 }, next);
        Assert.InRange(took, TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(10)));
        await ChannelEar.UntilAsync(() => ear.Doubts > doubts);
        await PersistAsync(here, 5);
        await ChannelEar.UntilAsync(() => ear.Heard.Any(p => p.Offset == 6));
        var read = Assert.IsType<Publications>(await Answered.ByAsync(() => there.ReadAsync(_channel, first with { Offset = 0 }, 10, Stop)));
        Assert.Equal(["0", "1", "2", "3", "4", "5"], read.Items.Select(p => Encoding.UTF8.GetString(p.Data.Span)));
    }

    private async Task<StreamPosition> PersistAsync(RedisBroker node, int number)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(TimeSpan.FromSeconds(90)); // a sentinel that had no turn for two seconds stands back for thirty
        while (true)
        {
            switch (await AppendAsync(node, number))
            {
                case Appended appended:
                    return appended.Position;
                case Duplicate duplicate:
                    return duplicate.Position;
            }

            await Task.Delay(20, late.Token);
        }
    }

    private Task<AppendResult> AppendAsync(RedisBroker node, int number) =>
        node.AppendAsync(_channel, new LogEntry { Data = Encoding.UTF8.GetBytes($"{number}"), DedupId = $"id{number}" }, Stop);
}
