using Matinee.App.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>The worker's side: leases tasks through the coordinator's contract, runs ffmpeg, hands over what it wrote.</summary>
public static class Workers
{
    /// <summary>Register after the coordinator's, so that at a shutdown its tasks are given back before the coordinator stops.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        services.AddNodes();
        services.AddOptions<WorkerOptions>().BindConfiguration("Worker").ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>();
        services.AddSingleton<TaskRunner>();
        services.AddHostedService<TranscodeWorker>();
        return services;
    }

    public static IEndpointRouteBuilder MapWorkers(this IEndpointRouteBuilder routes) => routes;
}
