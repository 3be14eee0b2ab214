using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>What administrators of the site set and read, and what follows for those who are connected.</summary>
public sealed class ModerationApiTests(RoomChannelTests.OneServer server) : IClassFixture<RoomChannelTests.OneServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_that_is_set_holds_at_once()
    {
        var room = await server.RoomAsync(new { name = "Limits", mode = "everyone" });
        await using var gus = await RoomLine.EnterAsync(server.Stranger(), room, new { name = "Gus" });
        var before = await server.Admin.GetFromJsonAsync<JsonElement>("/api/limits", Stop);
        var wish = JsonSerializer.SerializeToNode(before)!.AsObject(); // an object
        (wish["messagesPerSecond"], wish["messagesPerMinute"], wish["burst"]) = (1, 1, 1);

        var set = await server.Admin.PutAsJsonAsync("/api/limits", wish, Stop);
        await gus.DoAsync("chat.send", new { text = "one" });
        var refused = (await gus.CallAsync("chat.send", new { text = "two" })).GetProperty("error");

        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(4429, refused.GetProperty("code").GetInt32());
        Assert.Equal(
            ["perUser", "perIp", "perRoom", "global", "idleTimeoutSecs", "maxDurationSecs", "roomsPerUser", "messagesPerSecond", "messagesPerMinute", "burst", "roomMessagesPerSecond"],
            before.EnumerateObject().Select(property => property.Name));
        wish["perUser"] = 0;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await server.Admin.PutAsJsonAsync("/api/limits", wish, Stop)).StatusCode);
        await server.Admin.PutAsJsonAsync("/api/limits", before, Stop);
    }

    [Fact]
    public async Task A_word_that_is_blocked_is_refused_from_then_on()
    {
        var room = await server.RoomAsync(new { name = "Filters" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        var before = await server.Admin.GetFromJsonAsync<JsonElement>("/api/filters", Stop);
        var wish = JsonSerializer.SerializeToNode(before)!.AsObject(); // an object
        wish["blockedWords"] = new System.Text.Json.Nodes.JsonArray("abracadabra");
        wish["replacedWords"] = new System.Text.Json.Nodes.JsonArray("hocuspocus");

        Assert.Equal(HttpStatusCode.OK, (await server.Admin.PutAsJsonAsync("/api/filters", wish, Stop)).StatusCode);
        var refused = await anna.CallAsync("chat.send", new { text = "Say Abracadabra now" });
        await anna.DoAsync("chat.send", new { text = "or hocuspocus" });

        Assert.Equal(4422, refused.GetProperty("error").GetProperty("code").GetInt32());
        await anna.HearAsync("chat", data => data.GetProperty("message").GetProperty("text").GetString() == "or ***");
        await server.Admin.PutAsJsonAsync("/api/filters", before, Stop);
        await anna.DoAsync("chat.send", new { text = "abracadabra" });
    }

    [Fact]
    public async Task A_report_keeps_the_words_that_it_is_about_and_is_closed_by_an_administrator()
    {
        var room = await server.RoomAsync(new { name = "Reports" });
        await using var anna = await RoomLine.EnterAsync(server.Admin, room, new { });
        var guest = server.Stranger();
        await using var gus = await RoomLine.EnterAsync(guest, room, new { name = "Gus" });
        guest.DefaultRequestHeaders.Add("X-Guest-Token", gus.Ticket.GetProperty("guestToken").GetString());
        var message = RoomInstallation.Id();
        await anna.DoAsync("chat.send", new { id = message, text = "Something rude" });
        await gus.HearAsync("chat");

        var made = await guest.PostAsJsonAsync("/api/reports", new { room, message, reason = "Rude" }, Stop);
        Assert.True(made.StatusCode == HttpStatusCode.Created, $"{made.StatusCode}: {await made.Content.ReadAsStringAsync(Stop)}");
        var elsewhere = await server.Stranger().PostAsJsonAsync("/api/reports", new { room, message, reason = "Rude" }, Stop);
        var open = (await server.Admin.GetFromJsonAsync<JsonElement>("/api/reports?state=open", Stop)).GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("messageId").GetString() == message);
        var id = open.GetProperty("id").GetString();
        var closed = await server.Admin.PatchAsJsonAsync($"/api/reports/{id}", new { state = "resolved" }, Stop);

        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(("Something rude", "Rude", "Gus"), (open.GetProperty("text").GetString(), open.GetProperty("reason").GetString(), open.GetProperty("byName").GetString()));
        Assert.Equal("resolved", (await closed.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Stranger().GetAsync("/api/reports", Stop)).StatusCode);
    }

    [Fact]
    public async Task What_an_administrator_changes_stands_in_the_audit()
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        await server.Admin.PostAsJsonAsync("/api/users", new { email, password = "correct-horse-battery-2", name = "Ada" }, Stop);
        await server.Admin.GetAsync("/api/users", Stop);

        var items = (await server.Admin.GetFromJsonAsync<JsonElement>("/api/audit", Stop)).GetProperty("items").EnumerateArray().ToList();

        Assert.Contains(items, item => item.GetProperty("action").GetString() == "POST /api/users" && item.GetProperty("address").GetString() == "127.0.0.1");
        Assert.DoesNotContain(items, item => item.GetProperty("action").GetString()?.StartsWith("GET", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Signing_out_ends_the_connections_of_that_session_at_once_and_no_others()
    {
        var room = await server.RoomAsync(new { name = "Sessions" });
        var email = $"{Guid.NewGuid():N}@example.org";
        Assert.Equal(HttpStatusCode.Created, (await server.Admin.PostAsJsonAsync("/api/users", new { email, password = "correct-horse-battery-2", name = "Ada" }, Stop)).StatusCode);
        var (first, second) = (await SignInAsync(email), await SignInAsync(email));
        await using var here = await RoomLine.EnterAsync(first, room, new { });
        await using var there = await RoomLine.EnterAsync(second, room, new { });

        Assert.True((await first.PostAsJsonAsync("/api/auth/logout", new { }, Stop)).IsSuccessStatusCode);
        await here.EndedAsync();
        await there.DoAsync("chat.send", new { text = "still here" });

        await using var again = new RoomKnock(here.Ticket);
        Assert.Equal(3500, await again.CloseCodeAsync()); // the token itself has minutes left
        using var disabled = await server.Admin.PatchAsJsonAsync($"/api/users/{there.MemberId}", new { state = "disabled" }, Stop);
        await there.EndedAsync();
    }

    [Fact]
    public async Task The_page_of_a_room_says_its_name_where_everybody_may_know_it()
    {
        var open = await server.RoomAsync(new { name = "Thursday film club" });
        var secret = await server.RoomAsync(new { name = "Surprise for Ada", password = "sesame" });

        var page = await server.Stranger().GetStringAsync($"/r/{open}", Stop);
        var hidden = await server.Stranger().GetStringAsync($"/r/{secret}", Stop);
        var missing = await server.Stranger().GetAsync("/r/r0000000000000000", Stop);

        Assert.Contains("<title>Thursday film club", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Surprise", hidden, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private async Task<HttpClient> SignInAsync(string email)
    {
        var client = server.Stranger();
        var answer = await client.PostAsJsonAsync("/api/auth/login", new { email, password = "correct-horse-battery-2" }, Stop);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("accessToken").GetString());
        return client;
    }

    /// <summary>Comes with a token, and hears why not.</summary>
    private sealed class RoomKnock(JsonElement ticket) : IAsyncDisposable
    {
        private readonly ClientWebSocket _socket = new();

        public async Task<int> CloseCodeAsync()
        {
            await _socket.ConnectAsync(new Uri(ticket.GetProperty("websocketUrl").GetString() ?? ""), Stop);
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id = 1, connect = new { token = ticket.GetProperty("token").GetString() } }), WebSocketMessageType.Text, true, Stop);
            var buffer = new byte[4096];
            while ((await _socket.ReceiveAsync(buffer, Stop)).MessageType != WebSocketMessageType.Close)
            {
            }

            return (int?)_socket.CloseStatus ?? 0;
        }

        public ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
