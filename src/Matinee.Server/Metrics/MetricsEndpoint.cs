using Matinee.App.Nodes;
using Matinee.Server.Configuration;

namespace Matinee.Server.Metrics;

/// <summary><c>GET /metrics</c>.</summary>
internal static class MetricsEndpoint
{
    public static IServiceCollection AddMetricsText(this IServiceCollection services) =>
        services.AddSingleton<MetricRegistry>().AddSingleton<ProcessMetrics>();

    public static void MapMetrics(this WebApplication app, ServerOptions options)
    {
        app.Services.GetRequiredService<MetricRegistry>(); // listens from now on
        app.Services.GetRequiredService<ProcessMetrics>();
        app.MapGet("/metrics", (HttpContext context, MetricRegistry registry, NodeIdentity node) =>
        {
            if (options.MetricsPort is { } port && context.Connection.LocalPort != port)
                return Results.NotFound();
            var text = "";
            registry.Read(families => text = PrometheusText.Render(families, node.Id));
            return Results.Text(text, PrometheusText.ContentType);
        }).ExcludeFromDescription();
    }
}
