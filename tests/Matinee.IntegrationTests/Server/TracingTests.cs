using System.Collections.Concurrent;
using System.Text;
using Matinee.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Matinee.IntegrationTests.Server;

public sealed class TracingTests
{
    [Fact]
    public async Task A_request_reaches_the_collector_with_its_route_and_the_node()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions
            {
                Arguments = ["--node", "traced"],
                Environment = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address },
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        await client.GetStringAsync("/health?token=a-signed-address", TestContext.Current.CancellationToken);

        await server.StopAsync(TestContext.Current.CancellationToken); // the last spans leave at the end

        var traces = collector.Received();
        Assert.Contains("GET /health", traces, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", traces, StringComparison.Ordinal);
        Assert.Contains("traced", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("a-signed-address", traces, StringComparison.Ordinal);
    }

    /// <summary>Takes OTLP over HTTP, as a collector does; the strings of the protobuf messages are plain in it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<byte[]> _bodies = new();
        private readonly WebApplication _app;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.MapPost("/v1/traces", TakeAsync);
        }

        public string Address => _app.Urls.Single();

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._app.StartAsync(TestContext.Current.CancellationToken);
            return collector;
        }

        public string Received() => string.Concat(_bodies.Select(Encoding.UTF8.GetString));

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _bodies.Enqueue(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
