using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>Rooms over the channel server, as any client of the Centrifuge protocol meets them.</summary>
public sealed class RoomChannelTests(RoomChannelTests.OneServer server) : IClassFixture<RoomChannelTests.OneServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_subscribes_finds_the_whole_room()
    {
        var room = await server.RoomAsync(new { name = "Film night", mode = "everyone" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        await anna.DoAsync("chat.send", new { text = "Hello" });
        await anna.HearAsync("chat");

        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });

        var snapshot = gus.Snapshot;
        Assert.Equal("Film night", snapshot.GetProperty("room").GetProperty("name").GetString());
        Assert.Equal("guest", snapshot.GetProperty("me").GetProperty("role").GetString());
        Assert.Contains("playback", snapshot.GetProperty("me").GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal("Hello", snapshot.GetProperty("chat")[0].GetProperty("text").GetString());
        Assert.Equal(2, snapshot.GetProperty("memberCount").GetInt32());
        Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("vote").ValueKind);
        Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("queue").GetProperty("current").ValueKind);
        Assert.Equal("Gus", (await anna.HearAsync("member", data => data.GetProperty("op").GetString() == "joined" && data.GetProperty("member").GetProperty("name").GetString() == "Gus"))
            .GetProperty("data").GetProperty("member").GetProperty("name").GetString());
    }

    [Fact]
    public async Task What_one_says_all_hear_in_one_order()
    {
        var room = await server.RoomAsync(new { name = "Chat" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });
        var id = RoomInstallation.Id();

        var answer = await gus.DoAsync("chat.send", new { id, text = "<3 from Gus" });
        await anna.DoAsync("chat.react", new { message = id, emote = "🎬", on = true });

        var heard = await anna.HearAsync("chat", data => data.GetProperty("op").GetString() == "sent");
        Assert.Equal(id, heard.GetProperty("id").GetString());
        Assert.Equal(gus.MemberId, heard.GetProperty("user").GetProperty("id").GetString());
        Assert.True(answer.GetProperty("offset").GetInt64() > 0);
        var reacted = await gus.HearAsync("chat", data => data.GetProperty("op").GetString() == "reacted");
        Assert.Equal(anna.MemberId, reacted.GetProperty("data").GetProperty("message").GetProperty("reactions").GetProperty("🎬")[0].GetString());
    }

    [Fact]
    public async Task A_refused_call_says_why_in_JSON()
    {
        var room = await server.RoomAsync(new { name = "Host", mode = "host" });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });

        var refused = (await gus.CallAsync("room.next", new { version = 0 })).GetProperty("error");
        var malformed = (await gus.CallAsync("room.vote.cast", new { vote = "x", yes = true })).GetProperty("error");
        var unknown = (await gus.CallAsync("room.fly", new { })).GetProperty("error");

        Assert.Equal(4403, refused.GetProperty("code").GetInt32());
        Assert.Equal("forbidden", JsonDocument.Parse(refused.GetProperty("message").GetString()!).RootElement.GetProperty("code").GetString()); // always there
        Assert.Equal(4422, malformed.GetProperty("code").GetInt32());
        Assert.Equal(4404, unknown.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Who_is_put_out_hears_no_more_and_does_not_come_back()
    {
        var room = await server.RoomAsync(new { name = "Kick" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });

        await anna.DoAsync("room.ban", new { member = gus.MemberId, reason = "Enough" });

        await gus.HearPushAsync(push => push.TryGetProperty("unsubscribe", out var end) && push.GetProperty("channel").GetString() == $"room:{room}" ? end : null);
        Assert.Equal(4403, (await gus.CallAsync("chat.send", new { text = "Hm" })).GetProperty("error").GetProperty("code").GetInt32());
        Assert.True((await gus.AskAsync(new { subscribe = new { channel = $"room:{room}" } })).TryGetProperty("error", out _));
        Assert.Equal("banned", (await anna.HearAsync("moderation")).GetProperty("data").GetProperty("op").GetString());
    }

    [Fact]
    public async Task Who_closes_the_page_leaves_after_a_moment()
    {
        var room = await server.RoomAsync(new { name = "Leave" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        await using (await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" }))
        {
            // And gone.
        }

        var left = await anna.HearAsync("member", data => data.GetProperty("op").GetString() == "left");

        Assert.Equal(1, left.GetProperty("data").GetProperty("memberCount").GetInt32());
    }

    [Fact]
    public async Task Signals_reach_the_others_with_their_sender()
    {
        var room = await server.RoomAsync(new { name = "Signals" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });

        await gus.SignalAsync(new { kind = "typing", user = "somebody else", until = 1 });

        var pub = await anna.HearPushAsync(push => push.GetProperty("channel").GetString() == $"signal:{room}" && push.TryGetProperty("pub", out var found) ? found : null);
        Assert.Equal(gus.MemberId, pub.GetProperty("info").GetProperty("user").GetString());
    }

    [Fact]
    public async Task The_clock_answers_in_cluster_time()
    {
        var room = await server.RoomAsync(new { name = "Clock" });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });

        // A node that had no turn while it looked at the clock is less sure of it, until it looks again.
        JsonElement clock = default;
        await Patient.UntilAsync(async () => (clock = await gus.DoAsync("clock", new { t0 = 12.25 })).GetProperty("uncertaintyMs").GetDouble() <= 1000, Stop);

        Assert.Equal(12.25, clock.GetProperty("t0").GetDouble());
        Assert.True(clock.GetProperty("sent").GetDouble() >= clock.GetProperty("received").GetDouble());
        Assert.InRange(clock.GetProperty("uncertaintyMs").GetDouble(), 0, 1000);
    }

    [Fact]
    public async Task An_announcement_reaches_everybody_who_is_connected()
    {
        var room = await server.RoomAsync(new { name = "Site" });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });
        await gus.AskAsync(new { subscribe = new { channel = "site" } });

        Assert.True((await server.Admin.PostAsJsonAsync("/api/announcements", new { text = "We close at eleven" }, Stop)).IsSuccessStatusCode);

        var pub = await gus.HearPushAsync(push => push.GetProperty("channel").GetString() == "site" && push.TryGetProperty("pub", out var found) ? found : null);
        Assert.Equal("We close at eleven", pub.GetProperty("data").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_channel_that_the_token_does_not_name_stays_closed()
    {
        var room = await server.RoomAsync(new { name = "Mine" });
        var other = await server.RoomAsync(new { name = "Other" });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });

        foreach (var channel in new[] { $"room:{other}", $"signal:{other}", "user:u0000000000000xyz", "jobs" })
            Assert.True((await gus.AskAsync(new { subscribe = new { channel } })).TryGetProperty("error", out _), channel);
        Assert.True((await gus.AskAsync(new { publish = new { channel = $"room:{room}", data = new { } } })).TryGetProperty("error", out _));
    }

    /// <summary>The same for all tests of the class.</summary>
    public sealed class OneServer : IAsyncLifetime
    {
        private readonly List<HttpClient> _clients = [];
        private MatineeProcess _process = null!; // made in InitializeAsync

        public HttpClient Admin { get; private set; } = null!; // made in InitializeAsync

        public async ValueTask InitializeAsync()
        {
            _process = await MatineeProcess.StartAsync(cancellationToken: Stop);
            Admin = await _process.CreateAdminClientAsync(Stop);
        }

        public HttpClient Stranger()
        {
            var client = _process.CreateClient();
            lock (_clients)
                _clients.Add(client);
            return client;
        }

        public async Task<string> RoomAsync(object order)
        {
            var answer = await Admin.PostAsJsonAsync("/api/rooms", order, Stop);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString() ?? "";
        }

        public async ValueTask DisposeAsync()
        {
            Admin.Dispose();
            foreach (var client in _clients)
                client.Dispose();
            await _process.DisposeAsync();
        }
    }
}
