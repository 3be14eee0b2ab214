using Matinee.App.Nodes;
using Matinee.App.Scaling.Processes;
using Matinee.App.Transcoding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Scaling;

/// <summary>How many workers there are, and how processes are told to leave.</summary>
public static class Scaling
{
    public static IServiceCollection AddScaling(this IServiceCollection services)
    {
        services.AddNodes();
        services.AddOptions<ScalingOptions>().BindConfiguration(ScalingOptions.Section)
            .Validate(o => o.Min <= o.Max, "Scaling:Min is at most Scaling:Max.")
            .Validate(o => o.DownAt < o.UpAt, "Scaling:DownAt is less than Scaling:UpAt.").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScalingOptions>, ScalingOptionsValidator>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ScalingJson.Default));
        services.AddSingleton<ScalingStore>().AddSingleton<ScalingSettingsStore>().AddSingleton<LeavingStore>().AddSingleton<ScalingMeters>();
        services.AddSingleton<WorkBacklog>().AddSingleton<FleetCensus>().AddSingleton<ExecutorRoster>().AddSingleton<ScalingBoard>().AddSingleton<WorkerEnds>();
        return services;
    }

    /// <summary>The loop by which one node at a time decides.</summary>
    public static IServiceCollection AddScalingLoop(this IServiceCollection services)
    {
        services.AddSingleton<WorkerSupply>().AddSingleton<ScalingPass>().AddSingleton<ScalingRound>();
        services.AddHostedService<ScalingWorker>();
        return services;
    }

    /// <summary>Worker processes of this machine, which ask this process for work.</summary>
    public static IServiceCollection AddProcessWorkers(this IServiceCollection services, WorkerLaunch launch)
    {
        services.AddSingleton(launch).AddSingleton<WorkerCommand>();
        services.AddSingleton<IWorkerExecutor, ProcessWorkers>();
        return services;
    }

    public static IEndpointRouteBuilder MapScaling(this IEndpointRouteBuilder routes)
    {
        ScalingEndpoints.Map(routes);
        ShutdownEndpoints.Map(routes);
        return routes;
    }
}
