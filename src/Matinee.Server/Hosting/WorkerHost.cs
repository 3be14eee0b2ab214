using Matinee.App.Nodes;
using Matinee.App.Workers;
using Matinee.Server.Configuration;
using Matinee.Server.Metrics;
using Matinee.Server.Probes;

namespace Matinee.Server.Hosting;

/// <summary>Puts a worker process together: no catalogue, no store, and no port but that of the metrics, when it is given.</summary>
internal static class WorkerHost
{
    public static IHost Build(IConfiguration configuration, ServerOptions options, OwnDataFolder data)
    {
        var node = new NodeIdentity(Workers.NameIn(data.Root, configuration["Worker:Name"] ?? options.Node), TimeProvider.System.GetUtcNow(), data.Root);
        if (options.MetricsPort is not { } port)
        {
            var plain = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "matinee" });
            plain.Configuration.AddConfiguration(configuration);
            ConsoleLogging.Configure(plain.Logging);
            Add(plain.Services, node);
            return plain.Build();
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "matinee",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        ConsoleLogging.Configure(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            Listening.ListenForMetrics(kestrel, options.Bind, port);
        });
        builder.Services.AddMetricsText();
        Add(builder.Services, node);
        var app = builder.Build();
        app.MapWorkerProbes();
        app.MapMetrics(options);
        return app;
    }

    private static void Add(IServiceCollection services, NodeIdentity node)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(node);
        services.AddSingleton<IHostLifetime, ExitSignals>();
        services.AddRemoteWorker();
    }
}
