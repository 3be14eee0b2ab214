using Matinee.App.Nodes;
using Matinee.App.Transcoding;
using Matinee.App.Workers.Remote;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>The worker's side: leases tasks through the coordinator's contract, runs ffmpeg, hands over what it wrote.</summary>
public static class Workers
{
    /// <summary>Register after the coordinator's, so that at a shutdown its tasks are given back before the coordinator stops.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        AddLoop(services);
        services.AddSingleton(s => InNode(s.GetRequiredService<NodeIdentity>(), s.GetRequiredService<IOptions<WorkerOptions>>().Value));
        return services;
    }

    /// <summary>A process that is nothing but a worker: neither catalogue nor store, all over HTTP.</summary>
    public static IServiceCollection AddRemoteWorker(this IServiceCollection services)
    {
        AddLoop(services);
        services.AddSingleton(s => new WorkerPlace(s.GetRequiredService<NodeIdentity>().Id, "", IsRemote: true));
        services.AddSingleton(s => new WorkerKeyFile(s.GetRequiredService<NodeIdentity>().DataFolder));
        services.AddSingleton<Coordinators>().AddSingleton<CoordinatorCalls>().AddSingleton<HeldTasks>();
        services.AddSingleton(s => new RemoteWorker(s.GetRequiredService<WorkerLoop>(), s.GetRequiredService<Coordinators>()));
        services.AddSingleton<ITaskQueue, HttpTaskQueue>().AddSingleton<ITaskFiles, HttpTaskFiles>();
        return services;
    }

    /// <summary>The lasting name of the worker that keeps its key in this folder.</summary>
    /// <param name="name">Given by the operator, or null.</param>
    public static string NameIn(string dataFolder, string? name) => new WorkerKeyFile(dataFolder).Open(name).Name;

    /// <exception cref="ArgumentException">Not a list of addresses; the message says what is.</exception>
    public static void CheckCoordinators(string? addresses) => Coordinators.Parse(addresses);

    private static void AddLoop(IServiceCollection services)
    {
        services.AddNodes();
        services.AddOptions<WorkerOptions>().BindConfiguration("Worker").ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>();
        services.AddSingleton<TaskRunner>().AddSingleton<Workbench>().AddSingleton<WorkerLoop>().AddSingleton<WorkerMeters>();
        services.AddHostedService<TranscodeWorker>();
    }

    private static WorkerPlace InNode(NodeIdentity node, WorkerOptions options) => new(options.Name ?? node.Id, $"node:{node.Id}", IsRemote: false);
}
