using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Matinee.IntegrationTests.Conformance;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Server;

/// <summary>The whole program with nothing on its disk but the catalogue.</summary>
public sealed partial class ServeFromBucketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_put_straight_into_the_bucket_with_no_further_call_is_encoded_and_plays()
    {
        await using var road = new ChaosProxy((await RadosGateway.SharedAsync()).Endpoint);
        var location = await S3Bucket.LocateAsync("serve");
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions { Environment = Environment(location.Bucket, road.Address) }, Stop);
        using var admin = await server.CreateAdminClientAsync(Stop);
        var film = await File.ReadAllBytesAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        using var begun = await admin.PostAsJsonAsync("/api/videos/upload", new { filename = "film.mp4", contentType = "video/mp4", size = film.Length, visibility = "public" }, Stop);
        var ticket = await begun.Content.ReadFromJsonAsync<JsonElement>(Stop);
        await PutAsync(ticket, film);

        var id = ticket.GetProperty("videoId").GetString()!; // the contract of POST /api/videos/upload
        await WaitAsync(admin, id, "ready");

        using var viewer = server.CreateClient();
        var (segment, whole) = ("", Array.Empty<byte>());
        await Patient.UntilAsync(async () =>
        {
            try
            {
                segment = await FirstSegmentAsync(viewer, id);
                whole = await viewer.GetByteArrayAsync(segment, Stop);
                return true;
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false; // the store may be late for its short deadline
            }
        }, Stop, "the film is given out");
        using var request = new HttpRequestMessage(HttpMethod.Get, segment) { Headers = { Range = new RangeHeaderValue(100, 299) } };
        using var part = await viewer.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[100..300], await part.Content.ReadAsByteArrayAsync(Stop));
        Assert.False(Directory.Exists(Path.Combine(server.DataFolder, "objects")));

        road.Weather = new ChaosWeather { Refuse = true };
        road.ResetOpen();
        var (status, storage) = await ReadyAsync(viewer);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("degraded", storage, StringComparison.Ordinal);
        using var away = await viewer.GetAsync(segment, Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        road.Weather = ChaosWeather.Fair;
        await Patient.UntilAsync(async () =>
        {
            using var back = await viewer.GetAsync(segment, Stop);
            var bytes = await back.Content.ReadAsByteArrayAsync(Stop);
            return back.IsSuccessStatusCode && bytes.AsSpan().SequenceEqual(whole);
        }, Stop, "the same bytes are there again");
    }

    [Fact]
    public async Task The_bucket_is_proved_and_opened_to_pages_from_the_command_line()
    {
        var location = await S3Bucket.LocateAsync("verb");
        var settings = Environment(location.Bucket, location.Endpoint!);
        settings["MATINEE__STORAGE__DEADLINE"] = "00:01:00"; // nothing is away here

        var (checkCode, check) = await RunAsync(settings, "storage", "check");
        var (corsCode, cors) = await RunAsync(settings, "storage", "cors", "--origin", "https://films.example.org/watch");
        settings["S3_BUCKET"] = "no-such-bucket";
        var (missingCode, missing) = await RunAsync(settings, "storage", "check");

        Assert.Equal((0, 6), (checkCode, Regex.Count(check, @"(?m)^ok\s")));
        Assert.True(corsCode == 0 && cors.Contains("https://films.example.org may", StringComparison.Ordinal), cors);
        Assert.Equal(1, missingCode);
        Assert.Contains("there is no bucket no-such-bucket", missing, StringComparison.Ordinal);
        Assert.DoesNotContain(RadosGateway.SecretKey, check + cors + missing, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Environment(string bucket, Uri endpoint) => new()
    {
        ["S3_BUCKET"] = bucket,
        ["S3_ENDPOINT"] = endpoint.ToString(),
        ["AWS_ACCESS_KEY_ID"] = RadosGateway.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = RadosGateway.SecretKey,
        ["MATINEE__STORAGE__DEADLINE"] = "00:00:05",
    };

    private static async Task PutAsync(JsonElement ticket, byte[] bytes)
    {
        using var stranger = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, ticket.GetProperty("uploadUrl").GetString()) { Content = new ByteArrayContent(bytes) };
        foreach (var header in ticket.GetProperty("headers").EnumerateObject())
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var answer = await stranger.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static async Task WaitAsync(HttpClient client, string id, string state)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(4));
        while (true)
        {
            var video = await client.GetFromJsonAsync<JsonElement>($"/api/videos/{id}", patience.Token);
            if (video.GetProperty("state").GetString() == state)
                return;
            Assert.True(video.GetProperty("state").GetString() != "failed", video.ToString());
            await Task.Delay(200, patience.Token);
        }
    }

    private static async Task<string> FirstSegmentAsync(HttpClient client, string id)
    {
        var master = $"/hls/{id}/master.m3u8";
        var variant = Join(master, Line().Matches(await client.GetStringAsync(master, Stop)).Select(m => m.Value).First(line => line.Contains("playlist", StringComparison.Ordinal)));
        return Join(variant, Line().Matches(await client.GetStringAsync(variant, Stop)).Select(m => m.Value).First());
    }

    private static string Join(string address, string relative) => new Uri(new Uri("http://host" + address), relative).PathAndQuery;

    private static async Task<(HttpStatusCode Status, string Storage)> ReadyAsync(HttpClient client)
    {
        for (var i = 0; ; i++)
        {
            using var ready = await client.GetAsync("/ready", Stop);
            var storage = (await ready.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("checks").GetProperty("storage").GetString()!; // the contract of /ready
            if (storage != "ok" || i == 600)
                return (ready.StatusCode, storage);
            await Task.Delay(100, Stop);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [MatineeProcess.Program(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!; // shell execution is off
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var errors = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex(@"(?m)^[^#\s].*$")]
    private static partial Regex Line();
}
