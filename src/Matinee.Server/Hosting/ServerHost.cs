using Matinee.App.Nodes;
using Matinee.App.Nodes.Consensus;
using Matinee.Server.Configuration;
using Matinee.Server.Metrics;
using Matinee.Server.Probes;
using Matinee.Server.Tracing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Matinee.Server.Hosting;

/// <summary>Puts the process together: Kestrel, the catalogue, the store, the features of its roles.</summary>
internal static class ServerHost
{
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    /// <exception cref="StartupException">The catalogue or the store cannot be opened.</exception>
    public static async Task<WebApplication> BuildAsync(
        IConfiguration configuration, ServerOptions options, OwnDataFolder data, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "matinee",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = options.ShutdownTimeout);
        ConsoleLogging.Configure(builder.Logging);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IHostLifetime, ExitSignals>();
        var node = new NodeIdentity(options.Node ?? Environment.MachineName, TimeProvider.System.GetUtcNow(), data.Root);
        var secret = data.Secret(options.Secret);
        builder.Services.AddSingleton(node).AddSingleton(secret);
        await builder.Services.AddStoreAsync(builder.Configuration, data, cancellationToken);
        var catalogue = await CatalogueOpening.OpenAsync(builder.Configuration, data, cancellationToken);
        builder.Services.AddSingleton(_ => catalogue); // by factory, so that the container closes it
        await builder.Services.AddConsensusAsync(builder.Configuration, options, new ClusterHome(node, catalogue, secret), cancellationToken);

        var roles = new ServerRoles(options, builder.Configuration);
        builder.Services.AddSingleton<ReadyChecks>();
        builder.Services.AddMetricsText();
        builder.Services.AddTracing(builder.Configuration);
        roles.AddTo(builder.Services);
        if (roles.StartsWorkers)
            builder.Services.AddExecutors(builder.Configuration);
        var app = builder.Build();
        app.UseTracing();
        app.MapProbes(options);
        app.MapMetrics(options);
        roles.MapTo(app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = options.HeaderTimeout;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.MinBytesPerSecond, RateGrace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(options.MinBytesPerSecond, RateGrace);
        Listening.Configure(kestrel, options);
    }
}
