using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Server;

public sealed class MetricsTests
{
    [Fact]
    public async Task Uploads_and_limits_are_counted()
    {
        await using var server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions
            {
                Arguments = ["--node", "n", "--workers", "0"],
                Environment = new Dictionary<string, string?> { ["MATINEE__UPLOADS__SWEEPINTERVAL"] = "00:00:01" },
            },
            TestContext.Current.CancellationToken);
        using var client = await server.CreateAdminClientAsync(TestContext.Current.CancellationToken);

        await BeginAsync(client);
        var done = await BeginAsync(client);
        using var bytes = new ByteArrayContent([0x1A, 0x45, 0xDF, 0xA3, .. new byte[2000]]);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("video/x-matroska");
        using var put = await client.PutAsync(done, bytes, TestContext.Current.CancellationToken);

        put.EnsureSuccessStatusCode();
        // A sweep that was under way may have counted the open ones before; the next counts them again.
        string[] lines = [];
        await Patient.UntilAsync(async () =>
        {
            lines = (await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
            return lines.Contains("matinee_uploads_open{node=\"n\"} 1");
        }, TestContext.Current.CancellationToken);
        Assert.Contains("matinee_uploads_created_total{node=\"n\"} 2", lines);
        Assert.Contains("matinee_uploads_completed_total{node=\"n\"} 1", lines);
        Assert.Contains("matinee_uploads_bytes_total{node=\"n\"} 2004", lines);
        Assert.Contains("matinee_uploads_open{node=\"n\"} 1", lines);
        Assert.Contains("matinee_ratelimit_allowed_total{node=\"n\",limit=\"Upload\"} 2", lines);
    }

    [Fact]
    public async Task A_request_beyond_its_limit_is_counted()
    {
        await using var server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions
            {
                Arguments = ["--node", "n"],
                Environment = new Dictionary<string, string?> { ["MATINEE__LIMITS__API__BURST"] = "1", ["MATINEE__LIMITS__API__TOKENS"] = "0.01" },
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        for (var i = 0; i < 3; i++)
            (await client.GetAsync("/api/videos", TestContext.Current.CancellationToken)).Dispose();

        var lines = (await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');

        Assert.Contains("matinee_ratelimit_allowed_total{node=\"n\",limit=\"Api\"} 1", lines);
        Assert.Contains("matinee_ratelimit_exceeded_total{node=\"n\",limit=\"Api\"} 2", lines);
    }

    private static async Task<string> BeginAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/videos/upload", new { filename = "film.mkv", contentType = "video/x-matroska" }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return json.RootElement.GetProperty("uploadUrl").GetString()!; // the contract of POST /api/videos/upload
    }
}
