using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>What hands out tasks and takes them back.</summary>
internal static class LeasingParts
{
    public static IServiceCollection AddLeasing(this IServiceCollection services) => services
        .AddSingleton<TaskFailures>().AddSingleton<GiveBack>()
        .AddSingleton<LiveWorkers>().AddSingleton<ReadyTaskStore>().AddSingleton<StragglerStore>()
        .AddSingleton<LeaseTaking>().AddSingleton<LeaseDispatcher>().AddSingleton<LeaseDesk>()
        .AddSingleton<OverdueStore>().AddSingleton<WorkerQuarantine>().AddSingleton<LeaseSweep>().AddSingleton<LeaseGrace>().AddSingleton<JobDeadlines>();
}
