using System.Diagnostics;
using Matinee.Brokers.Nats;
using Matinee.IntegrationTests.Brokers;
using Matinee.IntegrationTests.Conformance;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>
/// Whatever is killed under a room, its members end with one list: nothing acknowledged is missing, nothing is there twice, and everybody who came again
/// was recovered or given a snapshot.
/// </summary>
public sealed class RoomFaultTests
{
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(5);
    private static readonly int Rooms = Soak.Count(5, 2);
    private static readonly int Members = Soak.Count(196, 16);
    private static readonly int Sdk = Soak.Count(20, 4);
    private static readonly TimeSpan Away = Soak.IsFull ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_stay_together_while_nodes_are_killed_and_Redis_stops_and_is_wiped()
    {
        await using var redis = await RedisServers.StartAsync(1);
        await using var stage = await OpenAsync("REDIS_URL", redis.Url);

        await OutliveAsync(stage, () => redis.KillAsync(0), () => redis.RestartAsync(0));
        await OutliveAsync(stage, async () =>
        {
            await redis.KillAsync(0);
            redis.Wipe(0);
        }, () => redis.RestartAsync(0));
        await KillNodesAsync(stage, 0);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Members_stay_together_while_nodes_are_killed_and_NATS_stops_and_is_wiped()
    {
        await using var nats = await NatsServers.StartAsync(1);
        await using var stage = await OpenAsync("NATS_URL", nats.Url);

        await OutliveAsync(stage, () => nats.KillAsync(0), () => nats.RestartAsync(0));
        await OutliveAsync(stage, async () =>
        {
            await nats.KillAsync(0);
            nats.Wipe(0);
        }, () => nats.RestartAsync(0));
        await KillNodesAsync(stage, 1);
        await stage.CheckAsync();
    }

    [Fact, Trait("lane", "soak")]
    public async Task Members_stay_together_while_a_master_of_Redis_fails_over()
    {
        await using var redis = await RedisServers.StartWatchedAsync();
        await using var stage = await FaultStage.OpenAsync(new Dictionary<string, string?>
        {
            ["REDIS_URL"] = redis.Url, ["MATINEE__REDIS__MODE"] = "sentinel", ["MATINEE__REDIS__MASTER"] = RedisServers.Master,
        }, Rooms, Members, Sdk);
        await Task.Delay(1000, Stop);

        await FailOverAsync(stage, () => redis.KillAsync(0), () => redis.TakenOverAsync(0));
        await stage.CheckAsync();
    }

    [Fact, Trait("lane", "soak")]
    public async Task Members_stay_together_while_servers_of_a_NATS_cluster_are_killed()
    {
        await using var nats = await NatsServers.StartAsync(3);
        await using var stage = await OpenAsync("NATS_URL", nats.Url);
        await using var store = await NatsStores.OpenAsync(nats.Url); // of this process, which only asks who leads
        await Task.Delay(1000, Stop);

        for (var server = 0; server < 3; server++)
        {
            var killed = server;
            // Which takes as long as it takes: before 2.10.26 an election may fail again and again.
            await FailOverAsync(stage, () => nats.KillAsync(killed), () => TakenOverAsync(store, $"n{killed}"));
            await OutliveAsync(stage, () => Task.CompletedTask, async () =>
            {
                await nats.RestartAsync(killed);
                await nats.CaughtUpAsync();
            });
            await Task.Delay(1000, Stop);
        }

        await stage.CheckAsync();
    }

    [Theory, Trait("lane", "soak")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Members_of_a_node_that_is_cut_off_from_Redis_go_on_and_are_soon_one_room_with_the_others_again(bool isSilent)
    {
        await using var redis = await RedisServers.StartAsync(1);
        await using var road = new ChaosProxy(new Uri(redis.Url));
        await using var stage = await FaultStage.OpenAsync(Broker("REDIS_URL", redis.Url), Rooms, Members, Sdk, Broker("REDIS_URL", $"redis://127.0.0.1:{road.Port}"));
        await Task.Delay(1000, Stop);
        var ends = stage.Ends;

        road.Weather = isSilent ? new ChaosWeather { Latency = TimeSpan.FromHours(1) } : new ChaosWeather { Refuse = true };
        if (!isSilent)
            road.ResetOpen();
        await Task.Delay(Away, Stop);
        var (here, alone) = stage.Parted(1);
        road.Weather = ChaosWeather.Fair;
        road.ResetOpen();
        var took = await stage.TogetherAsync();

        Console.WriteLine($"{alone} members of {here} were told that they are alone; together {took.TotalSeconds:0.0} s after the way was there again");
        Assert.Equal(ends, stage.Ends);
        Assert.Equal(here, alone);
        Assert.True(here > Rooms * Members / 4);
        Assert.InRange(took, TimeSpan.Zero, Soak.Limit(Healing));
        await stage.CheckAsync();
    }

    private static async Task KillNodesAsync(FaultStage stage, int first)
    {
        List<double> took = [];
        for (var kill = first; kill < first + Soak.Count(20, 1); kill++)
        {
            await stage.Nodes.KillAsync(kill % 2, TimeSpan.FromMilliseconds(500), Stop);
            took.Add((await stage.TogetherAsync()).TotalSeconds);
            await Task.Delay(500, Stop);
        }

        took.Sort();
        Console.WriteLine($"{took.Count} nodes were killed; together {took[took.Count / 2]:0.0} s after one was back in the median, {took[^1]:0.0} s at the most");
    }

    // The store is back when it takes writes again, whatever its own election took.
    private static async Task FailOverAsync(FaultStage stage, Func<Task> kill, Func<Task> takenOver)
    {
        var ends = stage.Ends;
        await kill();
        var since = Stopwatch.GetTimestamp();
        await takenOver();
        var election = Stopwatch.GetElapsedTime(since);
        var took = await stage.TogetherAsync();
        Console.WriteLine($"taken over {election.TotalSeconds:0.0} s after the kill, together {took.TotalSeconds:0.0} s later");
        Assert.Equal(ends, stage.Ends);
        Assert.InRange(took, TimeSpan.Zero, Soak.Limit(Healing));
    }

    private static Task TakenOverAsync(NatsStore store, string killed) => Patient.UntilAsync(async () =>
    {
        foreach (var stream in new[] { store.Names.LogStream, store.Names.ValueStream })
        {
            var leader = await Answered.ByAsync(() => store.RunAsync(stop => store.Client.LeaderAsync(stream, stop), Stop));
            if (leader.Length == 0 || leader == killed)
                return false;
        }

        return true;
    }, Stop);

    // Nobody's connection notices, and soon after it is back all are one room again.
    private static async Task OutliveAsync(FaultStage stage, Func<Task> stop, Func<Task> start)
    {
        var ends = stage.Ends;
        await stop();
        await Task.Delay(Away, Stop);
        await start();
        var back = Stopwatch.GetTimestamp();
        await stage.TogetherAsync();
        var took = Stopwatch.GetElapsedTime(back);
        Console.WriteLine($"together {took.TotalSeconds:0.0} s after the return");
        Assert.Equal(ends, stage.Ends);
        Assert.InRange(took, TimeSpan.Zero, Soak.Limit(Healing));
    }

    private static Task<FaultStage> OpenAsync(string variable, string url) => FaultStage.OpenAsync(Broker(variable, url), Rooms, Members, Sdk);

    private static Dictionary<string, string?> Broker(string variable, string url) => new()
    {
        [variable] = url,
        ["MATINEE__GUARD__PROBEINTERVAL"] = Soak.IsFull ? "00:00:00.500" : "00:00:00.300",
        ["MATINEE__GUARD__TIMEOUT"] = Soak.IsFull ? "00:00:00.250" : "00:00:10",
    };
}
