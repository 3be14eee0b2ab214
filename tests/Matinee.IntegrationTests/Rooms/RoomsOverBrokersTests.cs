using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Machine;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>Two processes that share a catalogue, a store and a broker are one service for rooms.</summary>
public sealed class RoomsOverBrokersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("REDIS_URL")]
    [InlineData("NATS_URL")]
    public async Task A_room_is_one_room_on_both_nodes(string variable)
    {
        var url = variable == "REDIS_URL" ? (await RedisServers.SharedAsync()).Url : (await NatsServers.SharedAsync()).Url;
        var folder = Directory.CreateTempSubdirectory("matinee-two-nodes-").FullName;
        try
        {
            await using var one = await StartAsync("one", folder, variable, url);
            await using var two = await StartAsync("two", folder, variable, url);
            using var here = await one.CreateAdminClientAsync(Stop);
            using var there = two.CreateClient();
            var made = await here.PostAsJsonAsync("/api/rooms", new { name = "Film night", mode = "everyone" }, Stop);
            var room = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString() ?? "";

            await using var anna = await RoomLine.EnterAsync(here, room, new { });
            await using var gus = await RoomLine.EnterAsync(there, room, new { name = "Gus" });
            await anna.HearAsync("member", data => data.GetProperty("op").GetString() == "joined" && data.GetProperty("member").GetProperty("name").GetString() == "Gus");
            await gus.DoAsync("chat.send", new { text = "From the other node" });
            await anna.DoAsync("chat.send", new { text = "And back" });

            await anna.HearAsync("chat", Says("From the other node"));
            await gus.HearAsync("chat", Says("And back"));
            var (before, theirs, after) = (await ClockAsync(anna), await ClockAsync(gus), await ClockAsync(anna));
            var unsure = 500 + before.Unsure + theirs.Unsure + after.Unsure;
            Assert.InRange(theirs.Now, before.Now - unsure, after.Now + unsure);
            var ready = await there.GetFromJsonAsync<JsonElement>("/ready", Stop);
            Assert.Equal("ok", ready.GetProperty("checks").GetProperty("broker").GetString());
            Assert.True(ready.GetProperty("checks").GetProperty("cluster_mode").GetBoolean());
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    private static async Task<(double Now, double Unsure)> ClockAsync(RoomLine line)
    {
        var clock = await line.DoAsync("clock", new { t0 = 0 });
        return (clock.GetProperty("sent").GetDouble(), clock.GetProperty("uncertaintyMs").GetDouble());
    }

    private static Func<JsonElement, bool> Says(string text) => data => data.GetProperty("message").GetProperty("text").GetString() == text;

    private static Task<MatineeProcess> StartAsync(string node, string folder, string variable, string url) => MatineeProcess.StartAsync(
        new MatineeProcessOptions
        {
            DataFolder = Directory.CreateDirectory(Path.Combine(folder, node)).FullName,
            Environment = new Dictionary<string, string?>
            {
                [variable] = url,
                ["DATABASE_URL"] = "sqlite:" + Path.Combine(folder, "matinee.db"),
                ["MATINEE__STORAGE__PATH"] = Path.Combine(folder, "objects"),
                ["JWT_SECRET"] = "one-secret-for-all-nodes-of-the-test",
                ["NODE_NAME"] = node,
                ["MATINEE__GUARD__TIMEOUT"] = "00:00:10", // a store that has no turn for a while is not gone
            },
        }, Stop);
}
