using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Matinee.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Matinee.IntegrationTests.Server;

public sealed class TracingTests
{
    [Theory]
    [InlineData("http/protobuf", HttpProtocols.Http1)]
    [InlineData("grpc", HttpProtocols.Http2)]
    public async Task A_request_reaches_the_collector_with_its_route_and_the_node(string protocol, HttpProtocols transport)
    {
        await using var collector = await Collector.StartAsync(transport);
        // A server that ends waits for a collector, but not for long: on a busy machine one may be too late.
        var traces = "";
        for (var life = 0; life < 3 && !traces.Contains("GET /health", StringComparison.Ordinal); life++)
        {
            await LiveAsync(collector.Address, protocol);
            traces = collector.Received();
        }

        Assert.Contains("GET /health", traces, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", traces, StringComparison.Ordinal);
        Assert.Contains("traced", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("a-signed-address", traces, StringComparison.Ordinal);
    }

    private static async Task LiveAsync(string collector, string protocol)
    {
        await using var server = await MatineeProcess.StartAsync(
            new MatineeProcessOptions
            {
                Arguments = ["--node", "traced"],
                Environment = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol },
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        await client.GetStringAsync("/health?token=a-signed-address", TestContext.Current.CancellationToken);
        await server.StopAsync(TestContext.Current.CancellationToken); // the last spans leave at the end
    }

    /// <summary>Takes OTLP as a collector does; the strings of the protobuf messages are plain in it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<byte[]> _bodies = new();
        private readonly WebApplication _app;

        private Collector(HttpProtocols transport)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = transport));
            _app = builder.Build();
            _app.MapPost("/v1/traces", TakeAsync);
            _app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", TakeCallAsync);
        }

        public string Address => _app.Urls.Single();

        public static async Task<Collector> StartAsync(HttpProtocols transport)
        {
            var collector = new Collector(transport);
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

        private async Task TakeCallAsync(HttpContext context)
        {
            context.Response.DeclareTrailer("grpc-status");
            await TakeAsync(context);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted); // an empty message, not compressed
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
