using System.Diagnostics;
using Matinee.App.Nodes;
using Matinee.Server.Configuration;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matinee.Server.Tracing;

/// <summary>Sends a span of each request to the collector of <see cref="TracingOptions"/>, when there is one.</summary>
internal static class Tracing
{
    private const string Requests = "Microsoft.AspNetCore";

    // Without this, ASP.NET Core 10 puts no tags on its spans; route and status are left to the listener even so.
    private const string BareSpans = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    public static IServiceCollection AddTracing(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(TracingOptions.Section).Get<TracingOptions>() ?? new TracingOptions();
        if (options.Endpoint is not { Length: > 0 } endpoint)
            return services;
        AppContext.SetSwitch(BareSpans, false);
        return services.AddSingleton(provider => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("matinee", serviceInstanceId: provider.GetRequiredService<NodeIdentity>().Id))
            .AddSource(Requests)
            .AddOtlpExporter(exporter => Direct(exporter, new Uri(endpoint), options.Protocol))
            .Build());
    }

    /// <summary>Spans are made from now on; the container sends the last of them when it is disposed.</summary>
    public static void UseTracing(this WebApplication app)
    {
        if (app.Services.GetService<TracerProvider>() is not null)
            app.Use(DescribeAsync);
    }

    private static async Task DescribeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { } span)
            return;
        // Signed addresses carry their token in the path or the query; the route tells enough.
        span.SetTag("url.path", null).SetTag("url.query", null);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? context.Request.Method : context.Request.Method + " " + route;
        span.SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }

    private static void Direct(OtlpExporterOptions exporter, Uri endpoint, string protocol)
    {
        var http = protocol == TracingOptions.Http;
        exporter.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // OTLP/HTTP: a signal's path is added to the collector's address.
        exporter.Endpoint = http ? new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/v1/traces") : endpoint;
    }
}
