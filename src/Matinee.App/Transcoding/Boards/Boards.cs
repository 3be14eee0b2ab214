using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Transcoding.Boards;

/// <summary>Read-only views of jobs, tasks and attempts, for people who run the service.</summary>
public static class Boards
{
    public static IServiceCollection AddBoards(this IServiceCollection services) => services
        .AddSingleton<JobBoard>().AddSingleton<JobDossiers>().AddSingleton<WorkLanesReader>().AddSingleton<QueueReader>().AddSingleton<RecentEvents>().AddSingleton<BoardPulse>();
}
