using System.Net;
using System.Text.Json;
using Matinee.Testing;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary><c>/hls/streams</c> of one real server: what programs rely on.</summary>
public sealed class StreamApiTests(StreamServer server) : IClassFixture<StreamServer>
{
    private readonly MatineeProcess _server = server.Process;
    private readonly StreamCaller _admin = server.Admin;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_from_its_creation_to_its_end()
    {
        var (status, made) = await _admin.SendAsync(HttpMethod.Post, "/hls/streams", new { title = "Matinee", type = "live", target_duration = 4, dvr_window_size = 5 });
        Assert.Equal(HttpStatusCode.Created, status);
        var id = made.GetProperty("id").GetString();
        Assert.Equal(("Matinee", "live", "created", 4, 5, "one"), (
            made.GetProperty("title").GetString(), made.GetProperty("type").GetString(), made.GetProperty("status").GetString(),
            made.GetProperty("target_duration").GetInt32(), made.GetProperty("dvr_window_size").GetInt32(), made.GetProperty("owner_node").GetString()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", made.GetProperty("created_at").GetString());

        var changed = (await _admin.SendAsync(HttpMethod.Patch, $"/hls/streams/{id}", new { title = "Soirée", dvr_window_size = 8 })).Body;
        Assert.Equal(("Soirée", 8), (changed.GetProperty("title").GetString(), changed.GetProperty("dvr_window_size").GetInt32()));
        Assert.Equal("active", (await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/start")).Body.GetProperty("status").GetString());
        Assert.Equal("stopped", (await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/stop")).Body.GetProperty("status").GetString());
        Assert.Equal("stopped", (await _admin.SendAsync(HttpMethod.Get, $"/hls/streams/{id}")).Body.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await _admin.SendAsync(HttpMethod.Delete, $"/hls/streams/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.SendAsync(HttpMethod.Get, $"/hls/streams/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.SendAsync(HttpMethod.Delete, $"/hls/streams/{id}")).Status);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once_with_what_would_be_right()
    {
        var (status, body) = await _admin.SendAsync(HttpMethod.Post, "/hls/streams", new { title = " ", type = "film", target_duration = 0, dvr_window_size = 1, transcode_profiles = new[] { "7 20" } });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(
            ["dvr_window_size", "target_duration", "title", "transcode_profiles", "type"],
            body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Contains("live, event, vod", body.GetProperty("errors").GetProperty("type")[0].GetString(), StringComparison.Ordinal);

        var id = await _admin.CreateAsync(new { title = "Fixed" });
        var (refused, why) = await _admin.SendAsync(HttpMethod.Patch, $"/hls/streams/{id}", new { target_duration = 9, type = "vod" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
        Assert.Equal(2, why.GetProperty("errors").EnumerateObject().Count());
    }

    [Fact]
    public async Task Only_its_owner_changes_a_stream_and_only_its_key_or_its_owner_feeds_it()
    {
        var open = await _admin.CreateAsync(new { title = "Open" });
        var hidden = await _admin.CreateAsync(new { title = "Hidden", visibility = "private" });
        using var stranger = new StreamCaller(_server.CreateClient());
        var film = await PushedFilm.TransportAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.SendAsync(HttpMethod.Post, "/hls/streams", new { title = "x" })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.SendAsync(HttpMethod.Delete, $"/hls/streams/{open}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await stranger.SendAsync(HttpMethod.Get, $"/hls/streams/{open}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.SendAsync(HttpMethod.Get, $"/hls/streams/{hidden}")).Status);
        Assert.Equal(0, (await stranger.SendAsync(HttpMethod.Get, "/hls/streams")).Body.GetProperty("count").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PushAsync(open, film.Segments[0], "sequence_num=0")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PushAsync(hidden, film.Segments[0], "sequence_num=0")).Status);

        var key = (await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{hidden}/key", new { })).Body.GetProperty("key").GetString();
        Assert.Equal(HttpStatusCode.Created, (await stranger.PushAsync(hidden, film.Segments[0], "sequence_num=0", key)).Status);
        var rotated = (await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{hidden}/key", new { rotate = true })).Body.GetProperty("key").GetString();
        Assert.NotEqual(key, rotated);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PushAsync(hidden, film.Segments[1], "sequence_num=1", key)).Status);

        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync($"/hls/{hidden}/master.m3u8"));
        var signed = (await _admin.SendAsync(HttpMethod.Get, $"/hls/streams/{hidden}")).Body.GetProperty("master_url").GetString()!; // the contract
        Assert.Contains('~', signed);
        Assert.Equal(HttpStatusCode.OK, await stranger.StatusAsync(signed));
        Assert.Equal(HttpStatusCode.OK, await stranger.StatusAsync(signed.Replace("master.m3u8", "variants/main-1/segment_0.ts", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync(signed.Replace("~", "~A", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_cannot_be_played_is_refused_with_what_to_do()
    {
        var id = await _admin.CreateAsync(new { title = "Picky", target_duration = 2 });
        var (film, transport) = (await PushedFilm.FragmentedAsync(), await PushedFilm.TransportAsync());

        Assert.Contains("init segment", await DetailAsync(film.Segments[0], "sequence_num=0", 422), StringComparison.Ordinal);
        Assert.Contains("sequence_num", await DetailAsync(transport.Segments[0], "", 422), StringComparison.Ordinal);
        Assert.Contains("moof", await DetailAsync(new byte[5000], "sequence_num=0", 422), StringComparison.Ordinal);
        Assert.Contains("real length", await DetailAsync(transport.Segments[0], "sequence_num=0&duration=9", 422), StringComparison.Ordinal);
        Assert.Contains("variant", await DetailAsync(transport.Segments[0], "sequence_num=0&variant_id=../x", 422), StringComparison.Ordinal);
        Assert.Contains("bytes", await DetailAsync(new byte[StreamServer.LargestSegment + 1], "sequence_num=0", 413), StringComparison.Ordinal);
        Assert.Contains("JSON", (await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/ingest", new { variant_id = "main", sequence_num = 0, data = "?" })).Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await _admin.StatusAsync($"/hls/{id}/master.m3u8"));

        for (var i = 0; i < 3; i++)
            await DetailAsync(new byte[5000], "sequence_num=0", 422);
        var shown = (await _admin.SendAsync(HttpMethod.Get, $"/hls/streams/{id}")).Body;
        Assert.Equal("error", shown.GetProperty("status").GetString());
        await _admin.PushAsync(id, transport.Segments[0], "sequence_num=0");
        Assert.Equal("active", (await _admin.SendAsync(HttpMethod.Get, $"/hls/streams/{id}")).Body.GetProperty("status").GetString());

        async Task<string> DetailAsync(byte[] bytes, string query, int expected)
        {
            var (status, body) = await _admin.PushAsync(id, bytes, query);
            Assert.Equal(expected, (int)status);
            return body.GetProperty("detail").GetString() ?? "";
        }
    }

    [Fact]
    public async Task Viewers_bytes_and_segments_are_counted_and_a_full_stream_lets_nobody_in()
    {
        var id = await _admin.CreateAsync(new { title = "Counted", target_duration = 2 });
        var film = await PushedFilm.TransportAsync();
        await _admin.PushAllAsync(id, film, "main");
        var sizes = 0L;
        foreach (var name in new[] { "first", "second", "third" })
        {
            using var viewer = _server.CreateClient();
            viewer.DefaultRequestHeaders.Add("User-Agent", name);
            sizes += (await viewer.GetByteArrayAsync($"/hls/{id}/variants/main-1/segment_5.ts", Stop)).Length;
        }

        using var late = _server.CreateClient();
        late.DefaultRequestHeaders.Add("User-Agent", "one too many");
        using var refused = await late.GetAsync($"/hls/{id}/master.m3u8", Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);

        var stats = await UntilAsync(async () => (await _admin.SendAsync(HttpMethod.Get, $"/hls/streams/{id}/stats")).Body, body => body.GetProperty("segments_sent").GetInt64() == 3);
        Assert.Equal(StreamServer.MostViewers, stats.GetProperty("viewers").GetInt32());
        Assert.Equal(sizes, stats.GetProperty("bytes_sent").GetInt64());
        Assert.Equal(film.Segments.Sum(segment => segment.Length), stats.GetProperty("bytes_received").GetInt64());
        Assert.Equal(("ts", 6L, 0L), (
            stats.GetProperty("variants")[0].GetProperty("format").GetString(), stats.GetProperty("variants")[0].GetProperty("segments").GetInt64(), stats.GetProperty("variants")[0].GetProperty("gaps").GetInt64()));

        using var client = _server.CreateClient();
        var metrics = await client.GetStringAsync("/metrics", Stop);
        Assert.Matches("matinee_streams_viewers\\{node=\"one\"\\} [1-9]", metrics);
        Assert.Contains("matinee_streams_part_latency_seconds_count{node=\"one\"}", metrics, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> UntilAsync(Func<Task<JsonElement>> ask, Func<JsonElement, bool> holds)
    {
        for (var i = 0; ; i++)
        {
            var answer = await ask();
            if (holds(answer) || i == 300)
                return answer;
            await Task.Delay(200, Stop);
        }
    }
}
