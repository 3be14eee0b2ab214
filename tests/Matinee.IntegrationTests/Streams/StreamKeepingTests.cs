using System.Net;
using Matinee.Testing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Streams;

/// <summary>What is kept, and how many.</summary>
public sealed class StreamKeepingTests : IAsyncLifetime
{
    private MatineeProcess _server = null!; // started in InitializeAsync
    private StreamCaller _admin = null!; // the same

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--workers", "0"],
            Environment = new Dictionary<string, string?> { ["MATINEE__STREAMS__MAXSTREAMS"] = "12", ["MATINEE__CLUSTER__LEADERLEASE"] = StreamServer.LeaderLease },
        }, Stop);
        _admin = await StreamCaller.AdministratorAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Creating_again_with_the_same_key_makes_nothing_and_too_many_are_refused()
    {
        var first = await _admin.SendAsync(HttpMethod.Post, "/hls/streams", new { title = "Once" }, "the key");
        var again = await _admin.SendAsync(HttpMethod.Post, "/hls/streams", new { title = "Once" }, "the key");
        var other = await _admin.SendAsync(HttpMethod.Post, "/hls/streams", new { title = "Twice" }, "the key");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Body.GetProperty("id").GetString(), again.Body.GetProperty("id").GetString());
        Assert.Equal("idempotency_key_reused", other.Body.GetProperty("code").GetString());

        var rest = await Task.WhenAll(Enumerable.Range(0, 14).Select(i => _admin.SendAsync(HttpMethod.Post, "/hls/streams", new { title = $"stream {i}" })));
        Assert.Equal(11, rest.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal("quota_exceeded", rest.First(answer => answer.Status != HttpStatusCode.Created).Body.GetProperty("code").GetString());
        await PagesAsync();
    }

    [Fact]
    public async Task Base64_in_JSON_with_the_init_in_front_does_the_same_and_a_restart_of_the_server_loses_nothing()
    {
        var film = await PushedFilm.FragmentedAsync();
        var id = await _admin.CreateAsync(new { title = "JSON", type = "event", target_duration = 2 });
        for (var i = 0; i < 4; i++)
        {
            var (status, body) = await _admin.SendAsync(HttpMethod.Post, $"/hls/streams/{id}/ingest", new
            {
                variant_id = "main", sequence_num = i, duration = 2.0, data = Convert.ToBase64String([.. film.Init!, .. film.Segments[i]]), program_date_time = "2026-01-31T18:00:00.000Z",
            });
            Assert.True(status == HttpStatusCode.Created, body.ToString());
        }

        var before = await _admin.TextAsync($"/hls/{id}/variants/main-1/playlist.m3u8");
        Assert.Contains("#EXT-X-PROGRAM-DATE-TIME:2026-01-31T18:00:00.000Z", before, StringComparison.Ordinal);
        _server.Kill();
        await _server.RestartAsync(Stop);
        using var again = await StreamCaller.AdministratorAsync(_server);

        await Patient.UntilAsync(async () => await again.ShownAsync($"/hls/{id}/variants/main-1/playlist.m3u8") is { Length: > 0 }, Stop);
        Assert.Equal(before, await again.TextAsync($"/hls/{id}/variants/main-1/playlist.m3u8"));
        Assert.Equal(HttpStatusCode.Created, (await again.PushAsync(id, film.Segments[4], "sequence_num=4")).Status);
        Assert.Equal("active", (await again.SendAsync(HttpMethod.Get, $"/hls/streams/{id}")).Body.GetProperty("status").GetString());
    }

    private async Task PagesAsync()
    {
        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = (await _admin.SendAsync(HttpMethod.Get, "/hls/streams?limit=5" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).Body;
            Assert.Equal(12, page.GetProperty("count").GetInt32());
            seen.AddRange(page.GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("id").GetString()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(12, seen.Distinct().Count());
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
        Assert.Equal(1, (await _admin.SendAsync(HttpMethod.Get, "/hls/streams?q=once&status=created&type=live")).Body.GetProperty("count").GetInt32());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _admin.SendAsync(HttpMethod.Get, "/hls/streams?status=asleep")).Status);
    }
}
