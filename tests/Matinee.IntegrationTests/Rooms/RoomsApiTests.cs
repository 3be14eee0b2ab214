using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Client;
using Matinee.Client.Http;
using Matinee.Client.Rooms;
using Matinee.Client.Uploads;
using Matinee.IntegrationTests.Jobs;
using Matinee.Testing;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>Rooms over HTTP, on a real server.</summary>
public sealed class RoomsApiTests(RoomsApiTests.OneServer server) : IClassFixture<RoomsApiTests.OneServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guest_gives_a_name_and_is_the_same_one_when_they_come_back()
    {
        var admin = await server.AdminAsync();
        var room = await admin.Rooms.CreateAsync(new WatchRoomOrder(Name: "Open"), Stop);
        using var stranger = server.Process.CreateClient();

        var nameless = await stranger.PostAsJsonAsync($"/api/rooms/{room.Id}/join", new { }, Stop);
        var joined = await JoinAsync(stranger, room.Id, new { name = "Gus" });
        using var later = server.Process.CreateClient();
        later.DefaultRequestHeaders.Add("X-Guest-Token", joined.GetProperty("guestToken").GetString());
        var again = await JoinAsync(later, room.Id, new { });

        Assert.Equal(HttpStatusCode.Unauthorized, nameless.StatusCode);
        Assert.Equal("guest", joined.GetProperty("member").GetProperty("role").GetString());
        Assert.Equal($"room:{room.Id}", joined.GetProperty("channel").GetString());
        Assert.Equal($"signal:{room.Id}", joined.GetProperty("signalChannel").GetString());
        Assert.StartsWith("ws://127.0.0.1", joined.GetProperty("websocketUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, joined.GetProperty("playback").ValueKind);
        Assert.Equal(joined.GetProperty("member").GetRawText(), again.GetProperty("member").GetRawText());
        Assert.Equal(HttpStatusCode.OK, (await later.GetAsync($"/api/rooms/{room.Id}/token", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_password_an_invitation_and_a_ban_have_their_codes()
    {
        var admin = await server.AdminAsync();
        var locked = await admin.Rooms.CreateAsync(new WatchRoomOrder(Name: "With a password", Password: "sesame"), Stop);
        var closed = await admin.Rooms.CreateAsync(new WatchRoomOrder(Name: "By invitation", Access: "invite"), Stop);
        using var guest = server.Process.CreateClient();

        Assert.Equal("room_password_required", await CodeAsync(guest, locked.Id, new { name = "Gus" }));
        Assert.Equal("room_password_wrong", await CodeAsync(guest, locked.Id, new { name = "Gus", password = "simsalabim" }));
        var joined = await JoinAsync(guest, locked.Id, new { name = "Gus", password = "sesame" });
        Assert.Equal("room_invite_required", await CodeAsync(guest, closed.Id, new { }));
        Assert.Equal("invite_invalid", await CodeAsync(guest, closed.Id, new { invite = "guess" }));
        var invite = await admin.Rooms.InviteAsync(closed.Id, new RoomInviteOrder(Uses: 1), Stop);
        await JoinAsync(guest, closed.Id, new { invite = invite.Code });
        using var other = server.Process.CreateClient();
        Assert.Equal("invite_invalid", await CodeAsync(other, closed.Id, new { name = "Eve", invite = invite.Code }));

        using var raw = await server.RawAsync();
        var memberId = joined.GetProperty("member").GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await raw.PostAsJsonAsync($"/api/rooms/{locked.Id}/bans", new { memberId, reason = "Enough" }, Stop)).StatusCode);
        Assert.Equal("room_banned", await CodeAsync(guest, locked.Id, new { password = "sesame" }));
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/api/rooms/{locked.Id}/token", Stop)).StatusCode);
        var log = await raw.GetFromJsonAsync<JsonElement>($"/api/rooms/{locked.Id}/log", Stop);
        Assert.Equal("Enough", log.GetProperty("items")[0].GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await raw.DeleteAsync($"/api/rooms/{locked.Id}/bans/{memberId}", Stop)).StatusCode);
        await JoinAsync(guest, locked.Id, new { password = "sesame" });
    }

    [Fact]
    public async Task Who_has_to_be_let_in_waits_before_the_door()
    {
        var admin = await server.AdminAsync();
        var room = await admin.Rooms.CreateAsync(new WatchRoomOrder(Name: "Door", Access: "approval"), Stop);
        using var guest = server.Process.CreateClient();

        var answer = await guest.PostAsJsonAsync($"/api/rooms/{room.Id}/join", new { name = "Gus" }, Stop);
        var waiting = Remember(guest, await answer.Content.ReadFromJsonAsync<JsonElement>(Stop));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("waiting", waiting.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/api/rooms/{room.Id}/token", Stop)).StatusCode);

        using var raw = await server.RawAsync();
        var list = await raw.GetFromJsonAsync<JsonElement>($"/api/rooms/{room.Id}/members?state=waiting", Stop);
        var member = list.GetProperty("items")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await raw.PatchAsJsonAsync($"/api/rooms/{room.Id}/members/{member}", new { state = "joined" }, Stop)).StatusCode);

        await JoinAsync(guest, room.Id, new { });
    }

    [Fact]
    public async Task The_client_makes_changes_hands_over_and_closes_a_room()
    {
        var admin = await server.AdminAsync();
        var bert = await server.MemberAsync($"bert-{Guid.NewGuid():N}@example.org");
        var made = await admin.Rooms.CreateAsync(new WatchRoomOrder(Name: "First", Mode: "vote"), Stop);

        var changed = await admin.Rooms.UpdateAsync(made.Id, new WatchRoomChange(Name: "Second", Mode: "everyone", SlowModeSeconds: 5), Stop);
        var joined = await bert.Rooms.JoinAsync(made.Id, new JoinOrder(), Stop);
        var refusal = await Assert.ThrowsAsync<MatineeException>(() => bert.Rooms.CloseAsync(made.Id, Stop));
        using var raw = await server.RawAsync();
        var transfer = await raw.PostAsJsonAsync($"/api/rooms/{made.Id}/transfer", new { memberId = joined.Member.Id }, Stop);

        Assert.Equal(("Second", "everyone", 5), (changed.Name, changed.Mode, changed.SlowModeSeconds));
        Assert.Equal(HttpStatusCode.Forbidden, refusal.Status);
        Assert.Equal(HttpStatusCode.NoContent, transfer.StatusCode);
        var roles = new Dictionary<string, string>();
        await foreach (var member in bert.Rooms.MembersAsync(made.Id, Stop))
            roles[member.Id] = member.Role;
        Assert.Equal("owner", roles[joined.Member.Id]);
        Assert.Contains("admin", roles.Values);
        await bert.Rooms.CloseAsync(made.Id, Stop);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<MatineeException>(() => bert.Rooms.GetAsync(made.Id, Stop))).Status);
    }

    [Fact]
    public async Task A_private_film_plays_for_members_of_the_room_and_only_while_they_are()
    {
        var admin = await server.AdminAsync();
        var video = await OneServer.FilmAsync(admin);
        var room = await admin.Rooms.CreateAsync(new WatchRoomOrder(video), Stop);
        using var raw = await server.RawAsync();
        using var added = await raw.PostAsync(
            $"/api/videos/{video}/captions?language=en", new StringContent("1\n00:00:01,000 --> 00:00:02,000\nHello\n", System.Text.Encoding.UTF8, "application/x-subrip"), Stop);
        using var guest = server.Process.CreateClient();

        var joined = await JoinAsync(guest, room.Id, new { name = "Gus" });
        var captions = joined.GetProperty("playback").GetProperty("captions")[0].GetProperty("url").GetString();
        Assert.Contains("Hello", await guest.GetStringAsync(captions, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync(added.Headers.Location, Stop)).StatusCode);
        var master = joined.GetProperty("playback").GetProperty("masterUrl").GetString();
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync(master, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/api/videos/{video}/playback", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync($"/api/rooms/{room.Id}/playback", Stop)).StatusCode);

        await raw.DeleteAsync($"/api/rooms/{room.Id}/members/{joined.GetProperty("member").GetProperty("id").GetString()}", Stop);

        Assert.Equal(HttpStatusCode.Forbidden, (await guest.GetAsync(master, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync(captions, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/api/rooms/{room.Id}/playback", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_command_line_makes_shows_lists_and_closes_rooms()
    {
        var cli = new CommandLine(server.Process);

        var made = await cli.MatineeAsync("rooms", "create", "--name", "From a terminal", "--mode", "everyone", "--json");
        var id = JsonDocument.Parse(made.Output).RootElement.GetProperty("id").GetString() ?? "";
        var listed = await cli.MatineeAsync("rooms", "list", "--query", "terminal", "--json");
        var shown = await cli.MatineeAsync("rooms", "show", id);
        var closed = await cli.MatineeAsync("rooms", "close", id);
        var gone = await cli.MatineeAsync("rooms", "show", id);

        Assert.Equal(id, JsonDocument.Parse(listed.Output).RootElement[0].GetProperty("id").GetString());
        Assert.Contains("everyone", shown.Output, StringComparison.Ordinal);
        Assert.Equal((0, 3), (closed.Code, gone.Code));
    }

    [Fact]
    public async Task Nobody_reads_a_room_they_are_not_in()
    {
        var admin = await server.AdminAsync();
        var bert = await server.MemberAsync($"bert-{Guid.NewGuid():N}@example.org");
        var room = await admin.Rooms.CreateAsync(new WatchRoomOrder(Name: "Not yours", Access: "invite"), Stop);

        foreach (var part in new[] { "members", "bans", "messages", "queue", "log", "invites", "token", "playback" })
            Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync(bert, $"/api/rooms/{room.Id}/{part}"));
        await foreach (var listed in bert.Rooms.ListAsync(null, false, Stop))
            Assert.NotEqual(room.Id, listed.Id);
    }

    private static async Task<JsonElement> JoinAsync(HttpClient client, string room, object body)
    {
        var answer = await client.PostAsJsonAsync($"/api/rooms/{room}/join", body, Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Stop));
        return Remember(client, await answer.Content.ReadFromJsonAsync<JsonElement>(Stop));
    }

    // As a browser keeps the cookie.
    private static JsonElement Remember(HttpClient client, JsonElement answer)
    {
        if (answer.TryGetProperty("guestToken", out var token) && token.GetString() is { } value)
        {
            client.DefaultRequestHeaders.Remove("X-Guest-Token");
            client.DefaultRequestHeaders.Add("X-Guest-Token", value);
        }

        return answer;
    }

    private static async Task<string?> CodeAsync(HttpClient client, string room, object body)
    {
        var answer = await client.PostAsJsonAsync($"/api/rooms/{room}/join", body, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString();
    }

    /// <summary>The same for all tests of the class.</summary>
    public sealed class OneServer : IAsyncLifetime
    {
        private JobServer _server = null!; // made in InitializeAsync
        private readonly Dictionary<MatineeClient, string> _tokens = [];

        public MatineeProcess Process => _server.Process;

        public async ValueTask InitializeAsync() => _server = new JobServer(await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Environment = new Dictionary<string, string?> { ["MATINEE__TRANSCODING__PRESET"] = "ultrafast", ["MATINEE__TRANSCODING__TALLESTRUNG"] = "144" },
        }, Stop));

        public Task<MatineeClient> AdminAsync() => _server.AdminAsync();

        public Task<HttpClient> RawAsync() => _server.RawAsync();

        public async Task<MatineeClient> MemberAsync(string email)
        {
            var member = await _server.MemberAsync(email);
            using var http = Process.CreateClient();
            var login = await http.PostAsJsonAsync("/api/auth/login", new { email, password = "a-password-of-their-own" }, Stop);
            _tokens[member] = (await login.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("accessToken").GetString() ?? "";
            return member;
        }

        public async Task<HttpStatusCode> StatusAsync(MatineeClient member, string path)
        {
            using var http = Process.CreateClient();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[member]);
            return (await http.GetAsync(path, Stop)).StatusCode;
        }

        /// <summary>A private film of which something plays.</summary>
        public static async Task<string> FilmAsync(MatineeClient owner)
        {
            var video = (await owner.Uploads.UploadAsync(new UploadOrder(await FixtureCache.PathAsync(MediaFixtures.Baseline)), null, null, Stop)).VideoId;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            deadline.CancelAfter(TimeSpan.FromMinutes(5));
            await foreach (var happened in owner.Videos.WatchAsync(video, deadline.Token))
            {
                if (happened.Video.State is "playable" or "ready")
                    break;
            }

            return video;
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
