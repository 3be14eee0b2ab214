using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Pages.Admin;

internal static class AdminRoutes
{
    public static IServiceCollection AddAdmin(this IServiceCollection services) => services.AddSingleton<AdminPulse>().AddSingleton<WorkerFaces>().AddSingleton<ScalingFaces>();

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/admin").ExcludeFromDescription().RequireAuthorization(Policies.Admin);
        pages.MapGet("", FleetPages.Overview);
        pages.MapGet("/jobs", JobPages.Jobs);
        pages.MapGet("/jobs.csv", JobPages.JobsCsv);
        pages.MapGet("/workers", FleetPages.Workers);
        pages.MapGet("/workers.csv", FleetPages.WorkersCsv);
        pages.MapGet("/cluster", FleetPages.Cluster);
        pages.MapGet("/live", FleetPages.Live);
    }
}
