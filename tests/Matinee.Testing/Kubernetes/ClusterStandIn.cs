using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Testing.Kubernetes;

/// <summary>
/// The API of Kubernetes as far as scaling needs it, with the controllers of Deployments and Jobs behind it. Each request and
/// each of its own answers is held against the published OpenAPI file; what does not fit is in <see cref="Violations"/>.
/// </summary>
public sealed class ClusterStandIn : IAsyncDisposable
{
    public const string Namespace = "films";
    public const string Deployment = "matinee-worker";

    private readonly WebApplication _app;
    private readonly PublishedApi _published;
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<ClusterFault> _faults = new();

    private ClusterStandIn(WebApplication app, PublishedApi published)
    {
        _app = app;
        _published = published;
    }

    public ClusterState Cluster { get; } = new();

    /// <summary>What the API accepts; tokens are rotated.</summary>
    public string Token { get; set; } = "first-token";

    /// <summary>Called after each request was answered, before the client can act on it.</summary>
    public Action<string>? Afterwards { get; set; }

    public Uri Address => new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()); // Kestrel has it

    /// <summary>Whatever was not as published.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>As <c>PUT /apis/...</c>, in order.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<ClusterStandIn> StartAsync(PublishedApi published, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
                endpoint.UseHttps(certificate);
        }));
        var app = builder.Build();
        var standIn = new ClusterStandIn(app, published);
        app.Run(standIn.AnswerAsync);
        await app.StartAsync();
        return standIn;
    }

    /// <summary>The next request is answered with this instead; several are used in order.</summary>
    public void Fail(int status, string reason, string message, string? retryAfter = null) => _faults.Enqueue(new ClusterFault(status, reason, message, retryAfter));

    public async ValueTask DisposeAsync()
    {
        Cluster.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var query = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString());
        var path = request.Path.Value ?? "";
        _requests.Enqueue($"{request.Method} {path}");
        foreach (var wrong in _published.CheckRequest(request.Method, path, query, request.ContentType, body))
            _violations.Enqueue($"{request.Method} {path}{request.QueryString}: {wrong} in {body}");
        if (_faults.TryDequeue(out var fault))
        {
            context.Response.Headers.RetryAfter = fault.RetryAfter;
            await SendAsync(context, fault.Status, ClusterState.Status(fault.Status, fault.Reason, fault.Message));
        }
        else if (request.Headers.Authorization != $"Bearer {Token}")
        {
            await SendAsync(context, 401, ClusterState.Status(401, "Unauthorized", "Unauthorized"));
        }
        else if (query.GetValueOrDefault("watch") == "true")
        {
            await WatchAsync(context, query);
        }
        else
        {
            var (status, answer) = Cluster.Handle(request.Method, path, query, body.Length > 0 ? JsonNode.Parse(body)?.AsObject() : null);
            Afterwards?.Invoke($"{request.Method} {path}");
            await SendAsync(context, status, answer);
        }
    }

    private async Task SendAsync(HttpContext context, int status, JsonObject answer)
    {
        var text = answer.ToJsonString();
        foreach (var wrong in _published.CheckAnswer(context.Request.Method, context.Request.Path.Value ?? "", status, text))
            _violations.Enqueue($"the stand-in answered {context.Request.Method} {context.Request.Path} wrongly: {wrong} in {text}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task WatchAsync(HttpContext context, Dictionary<string, string> query)
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(context.RequestAborted);
        await foreach (var happened in Cluster.WatchAsync(long.Parse(query["resourceVersion"], System.Globalization.CultureInfo.InvariantCulture), context.RequestAborted))
        {
            await context.Response.WriteAsync(happened.ToJsonString() + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private sealed record ClusterFault(int Status, string Reason, string Message, string? RetryAfter);
}
