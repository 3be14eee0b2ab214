using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>What the fleet leans on goes away and comes back: the server, the database, the object store.</summary>
public sealed class CoordinatorFaultsTests(ITestOutputHelper output)
{
    private static readonly int Seconds = Soak.Count(full: 40, brief: 20);

    /// <summary>No call may hang longer, whatever is broken.</summary>
    private static readonly TimeSpan CallDeadline = Soak.Limit(TimeSpan.FromSeconds(20));

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["MATINEE__TRANSCODING__DEADWORKERTIMEOUT"] = "00:00:10",
        ["MATINEE__TRANSCODING__PRESET"] = Soak.IsFull ? "slow" : "veryfast",
        ["MATINEE__TRANSCODING__RETENTIONGRACE"] = "00:00:20",
        ["MATINEE__TRANSCODING__REMOTERETENTIONEVERY"] = "00:00:02",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact, Trait("lane", "soak")]
    public async Task A_server_that_is_killed_again_and_again_loses_nothing_and_publishes_nothing_twice()
    {
        var (films, kills) = (Soak.Count(full: 8, brief: 1), Soak.Count(full: 20, brief: 2));
        await using var stage = await RemoteFleet.StartAsync(new RemoteFleetOptions { Workers = 2, Settings = Settings });
        await UploadAsync(stage, films);
        var random = new Random(films);
        CatalogueSnapshot? before = null;
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(random.Next(500, 4_000), Stop);
            stage.Server.Kill();
            before = await NothingRedoneAsync(stage, before);
            await Task.Delay(random.Next(0, 3_000), Stop);
            await stage.Server.RestartAsync(Stop);
        }

        await EndsWellAsync(stage, films, before);
    }

    [Fact, Trait("lane", "soak")]
    public async Task A_database_that_is_killed_loses_nothing_and_no_call_hangs()
    {
        var (films, kills) = (Soak.Count(full: 6, brief: 1), Soak.Count(full: 5, brief: 1));
        await using var postgres = await PostgresServer.StartOwnAsync();
        await using var stage = await RemoteFleet.StartAsync(new RemoteFleetOptions { Workers = 2, Settings = Settings, Postgres = postgres });
        await UploadAsync(stage, films);
        await using var caller = new SteadyCaller(stage.Server.Address, await stage.Server.AdminTokenAsync(Stop), CallDeadline);
        CatalogueSnapshot? before = null;
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(4), Stop);
            postgres.Kill9();
            await Task.Delay(TimeSpan.FromSeconds(3), Stop);
            await postgres.RestartAsync();
            before = await NothingRedoneAsync(stage, before);
        }

        await EndsWellAsync(stage, films, before);
        caller.AssertNoneHung(output);
    }

    [Fact, Trait("lane", "soak")]
    public async Task A_store_that_is_slow_refuses_and_resets_for_a_minute_costs_time_and_nothing_else()
    {
        var (films, each) = (Soak.Count(full: 6, brief: 1), TimeSpan.FromSeconds(Soak.Count(full: 20, brief: 4)));
        ChaosProxy? road = null;
        await using var stage = await RemoteFleet.StartAsync(new RemoteFleetOptions
        {
            Workers = 2,
            Settings = Settings,
            StoreRoad = gateway => (road = new ChaosProxy(gateway, seed: 7)).Address,
        });
        await using var _ = road!; // made by the line above
        await UploadAsync(stage, films);
        await using var caller = new SteadyCaller(stage.Server.Address, await stage.Server.AdminTokenAsync(Stop), CallDeadline);
        foreach (var weather in (ChaosWeather[])
            [new() { Latency = TimeSpan.FromMilliseconds(500), UnavailableShare = 0.05, ResetShare = 0.05 }, new() { Refuse = true }, new() { Reset = true }])
        {
            road!.Weather = weather; // made above
            await Task.Delay(each, Stop);
        }

        road!.Weather = ChaosWeather.Fair; // made above
        output.WriteLine($"{road.Requests} requests met {road.Faults} faults");
        await EndsWellAsync(stage, films, null);
        caller.AssertNoneHung(output);
    }

    private static async Task UploadAsync(RemoteFleet stage, int films)
    {
        var path = await FixtureCache.PathAsync(MediaFixtures.LastingIn360(Seconds));
        for (var i = 0; i < films; i++)
            await stage.UploadAsync(path, $"Film {i + 1}");
    }

    private static async Task EndsWellAsync(RemoteFleet stage, int films, CatalogueSnapshot? before)
    {
        var ids = await stage.AllReadyAsync(films, TimeSpan.FromMinutes(10));
        await NothingRedoneAsync(stage, before);
        await stage.AssertExactAsync(ids, Seconds * 30);
        await stage.NoOrphansAsync(TimeSpan.FromMinutes(3));
    }

    /// <summary>What was committed keeps its attempts and its objects.</summary>
    private static async Task<CatalogueSnapshot> NothingRedoneAsync(RemoteFleet stage, CatalogueSnapshot? before)
    {
        var after = await CatalogueSnapshot.ReadAsync(stage.Catalogue, Stop);
        if (before is not null)
        {
            Assert.All(before.AttemptsOfCompletedTasks, task => Assert.Equal(task.Value, after.AttemptsOfCompletedTasks[task.Key]));
            Assert.All(before.Segments, segment => Assert.Equal(segment.Value, after.Segments[segment.Key]));
        }

        return after;
    }
}
