using Matinee.App.Transcoding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Dispatch;

/// <summary>The task queue over HTTP, for workers on other machines: <c>/api/worker</c>.</summary>
public static class Dispatch
{
    public static IServiceCollection AddDispatch(this IServiceCollection services)
    {
        services.AddOptions<DispatchOptions>().BindConfiguration("Dispatch").ValidateOnStart();
        services.AddSingleton<IValidateOptions<DispatchOptions>, DispatchOptionsValidator>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, TaskWireJson.Default));
        services.AddSingleton<TaskGrants>().AddSingleton<TaskDesk>().AddSingleton<WorkerDesk>();
        services.AddRequestTimeouts();
        return services;
    }

    public static IEndpointRouteBuilder MapDispatch(this IEndpointRouteBuilder routes)
    {
        WorkerDeskEndpoints.Map(routes);
        TaskDeskEndpoints.Map(routes);
        TaskFileEndpoints.Map(routes);
        return routes;
    }
}
