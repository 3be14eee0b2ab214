using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Nodes.Leading;
using Matinee.App.Transcoding.Boards;
using Matinee.App.Transcoding.Events;
using Matinee.App.Transcoding.Leasing;
using Matinee.App.Transcoding.Orders;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>Jobs, plans, leased tasks, and what has been published of a video.</summary>
public static class Transcoding
{
    public static IServiceCollection AddTranscoding(this IServiceCollection services)
    {
        EntityIds.Register<JobId>();
        EntityIds.Register<TaskId>();
        services.AddOptions<TranscodingOptions>().BindConfiguration("Transcoding").ValidateOnStart();
        services.AddSingleton<IValidateOptions<TranscodingOptions>, TranscodingOptionsValidator>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, JobJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, OrderJson.Default);
        });
        services.AddSingleton<PublicationStore>().AddSingleton<PublishedVideos>();
        services.AddSingleton<JobStore>().AddSingleton<PlanStore>().AddSingleton<LeaseStore>();
        services.AddSingleton<WorkerLeases>().AddSingleton<IWorkerLeases>(s => s.GetRequiredService<WorkerLeases>()).AddLeasing();
        services.AddSingleton<TaskSignals>().AddSingleton<TranscodingMeters>();
        services.AddSingleton<JobEventStore>().AddSingleton<TaskPaces>().AddSingleton<JobEventFeed>().AddHostedService(all => all.GetRequiredService<JobEventFeed>());
        services.AddSingleton<TaskBriefs>().AddSingleton<TaskNews>().AddSingleton<OutputCheck>().AddSingleton<TaskCommit>().AddSingleton<TaskPublication>();
        services.AddSingleton<ITaskQueue, TaskQueue>();
        services.AddSingleton<ITaskFiles, StoreTaskFiles>();
        services.AddSingleton<JobPlanning>().AddSingleton<JobEnd>().AddSingleton<JobReport>().AddSingleton<JobAnnouncements>();
        services.AddSingleton<JobOutcomes>().AddSingleton<JobSteps>().AddSingleton<JobStarts>().AddSingleton<JobRetry>();
        services.AddSingleton<OrderStore>().AddSingleton<OrderInputs>().AddSingleton<OrderDesk>().AddSingleton<FileStore>().AddSingleton<EncoderChoice>().AddSingleton<FileSteps>().AddSingleton<JobAdvance>();
        services.AddBoards();
        services.AddHostedService<QueueGaugesWorker>();
        return services;
    }

    /// <summary>The loops that take uploads in, advance jobs and take lost tasks back.</summary>
    public static IServiceCollection AddCoordination(this IServiceCollection services)
    {
        services.AddSingleton<JobLook>().AddHostedService<CoordinatorWorker>().AddHostedService<IntakeWorker>().AddLeaderWorker<LeaseSweepWorker>();
        services.AddLeaderWorker<RetentionWorker>().AddHostedService<WorkerPresence>().AddHostedService<OutputSweepWorker>();
        return services;
    }

    public static IEndpointRouteBuilder MapTranscoding(this IEndpointRouteBuilder routes)
    {
        JobEndpoints.Map(routes);
        return routes;
    }
}
