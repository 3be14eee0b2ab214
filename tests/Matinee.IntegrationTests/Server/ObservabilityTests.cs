using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Server;

public sealed class ObservabilityTests(ObservedServer observed) : IClassFixture<ObservedServer>
{
    private readonly MatineeProcess _server = observed.Server;

    [Fact]
    public async Task Health_names_the_node()
    {
        using var client = _server.CreateClient();

        using var health = JsonDocument.Parse(await client.GetStringAsync("/health", TestContext.Current.CancellationToken));

        Assert.Equal("ok", health.RootElement.GetProperty("status").GetString());
        Assert.Equal("observed", health.RootElement.GetProperty("node_id").GetString());
        Assert.True(health.RootElement.GetProperty("uptime_seconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task Ready_lists_its_checks()
    {
        using var client = _server.CreateClient();

        // A check that came late on a busy machine is made again.
        JsonElement ready = default;
        await Patient.UntilAsync(async () =>
        {
            using var answer = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
            ready = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            return ready.GetProperty("status").GetString() == "ready"
                && new[] { "database", "storage", "broker", "consensus" }.All(check => ready.GetProperty("checks").GetProperty(check).GetString() == "ok");
        }, TestContext.Current.CancellationToken, "all checks are ok");

        Assert.False(ready.GetProperty("checks").GetProperty("cluster_mode").GetBoolean());
    }

    [Fact]
    public async Task Metrics_carry_the_node_and_count_requests()
    {
        using var client = _server.CreateClient();
        await client.GetStringAsync("/health", TestContext.Current.CancellationToken);

        // A request is counted when it is over, which may be after its answer has arrived.
        var text = "";
        await Patient.UntilAsync(async () =>
        {
            text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            return text.Contains("matinee_http_request_duration_seconds_count{node=\"observed\",method=\"GET\",route=\"/health\",status=\"200\"}", StringComparison.Ordinal);
        }, TestContext.Current.CancellationToken);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#'), line => Assert.Contains("{node=\"observed\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_say_about_the_metrics()
    {
        if (!File.Exists("/usr/bin/promtool"))
            Assert.Skip("promtool is not installed (apt install prometheus).");
        using var client = _server.CreateClient();
        var text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        using var promtool = new Process
        {
            StartInfo = new("/usr/bin/promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        promtool.Start();
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(promtool.ExitCode == 0 && said.Length == 0, said);
    }

    [Fact]
    public async Task The_api_is_described_with_ids_as_text_and_problems()
    {
        using var client = _server.CreateClient();

        using var api = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));

        var components = api.RootElement.GetProperty("components");
        Assert.True(components.GetProperty("securitySchemes").TryGetProperty("bearer", out _));
        Assert.True(components.GetProperty("schemas").TryGetProperty("ProblemDetails", out _));
        var begin = api.RootElement.GetProperty("paths").GetProperty("/api/videos/upload").GetProperty("post");
        Assert.True(begin.GetProperty("responses").TryGetProperty("default", out _));
        Assert.True(begin.TryGetProperty("security", out _));
    }

    [Fact]
    public async Task The_docs_are_pages()
    {
        using var client = _server.CreateClient();

        Assert.Contains("/api/videos/upload", await client.GetStringAsync("/docs", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("id=\"not_found\"", await client.GetStringAsync("/docs/errors", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem()
    {
        using var client = _server.CreateClient();

        using var response = await client.GetAsync("/api/nothing", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_log_line_is_one_json_object_when_nobody_looks()
    {
        using var client = _server.CreateClient();
        await client.GetStringAsync("/health", TestContext.Current.CancellationToken);

        var lines = _server.Output.Split('\n').Where(l => l.StartsWith('{'));

        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
        Assert.DoesNotContain(MatineeProcess.AdminPassword, _server.Output, StringComparison.Ordinal);
    }
}

/// <summary>One server for the class: nothing here changes it.</summary>
public sealed class ObservedServer : IAsyncLifetime
{
    private MatineeProcess? _server;

    public MatineeProcess Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync() => _server = await MatineeProcess.StartAsync(new MatineeProcessOptions { Arguments = ["--node", "observed"] });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
