using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>The life of a node whose broker comes later than it.</summary>
public sealed class NodeWithoutBrokerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_starts_without_Redis_joins_it_when_it_is_there_and_ends_soon_after_it_is_told_to()
    {
        await using var redis = await RedisServers.StartAsync(1);
        await redis.KillAsync(0);
        await LiveThroughAsync("REDIS_URL", redis.Url, () => redis.RestartAsync(0));
    }

    [Fact, Trait("lane", "soak")]
    public async Task A_node_starts_without_NATS_joins_it_when_it_is_there_and_ends_soon_after_it_is_told_to()
    {
        await using var nats = await NatsServers.StartAsync(1);
        await nats.KillAsync(0);
        await LiveThroughAsync("NATS_URL", nats.Url, () => nats.RestartAsync(0));
    }

    private static async Task LiveThroughAsync(string variable, string url, Func<Task> bringBroker)
    {
        var folder = Directory.CreateTempSubdirectory("matinee-alone-").FullName;
        try
        {
            await using var node = await StartAsync(folder, variable, url);
            using var owner = await node.CreateAdminClientAsync(Stop);
            Assert.StartsWith("degraded", await BrokerCheckAsync(owner), StringComparison.Ordinal);
            var made = await owner.PostAsJsonAsync("/api/rooms", new { name = "Film night", mode = "everyone" }, Stop);
            var room = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString() ?? "";
            await using var anna = await RoomLine.EnterAsync(owner, room, new { });
            await anna.DoAsync("chat.send", new { text = "Alone" });
            await anna.HearAsync("chat", data => data.GetProperty("message").GetProperty("text").GetString() == "Alone");

            await bringBroker();
            await Patient.UntilAsync(async () => await BrokerCheckAsync(owner) == "ok", Stop);
            await using var again = await RoomLine.EnterAsync(owner, room, new { });
            Assert.Equal("Alone", Assert.Single(again.Snapshot.GetProperty("chat").EnumerateArray()).GetProperty("text").GetString());

            var told = Stopwatch.GetTimestamp();
            var ending = node.StopAsync(Stop);
            await again.EndedAsync();
            Assert.Equal(0, await ending);
            Assert.InRange(Stopwatch.GetElapsedTime(told), TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(12))); // the web server alone would wait for 30 s
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    private static async Task<string> BrokerCheckAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/ready", Stop)).GetProperty("checks").GetProperty("broker").GetString() ?? "";

    private static Task<MatineeProcess> StartAsync(string folder, string variable, string url) => MatineeProcess.StartAsync(
        new MatineeProcessOptions
        {
            DataFolder = Directory.CreateDirectory(Path.Combine(folder, "one")).FullName,
            Arguments = ["--workers", "0"],
            Environment = new Dictionary<string, string?> { [variable] = url, ["JWT_SECRET"] = "one-secret-for-all-nodes-of-the-test", ["MATINEE__GUARD__PROBEINTERVAL"] = "00:00:00.200", ["MATINEE__GUARD__TIMEOUT"] = "00:00:10" },
        }, Stop);
}
