using Matinee.App.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Scaling;

/// <summary>How many workers there are, and how processes are told to leave.</summary>
public static class Scaling
{
    public static IServiceCollection AddScaling(this IServiceCollection services)
    {
        services.AddNodes();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ScalingJson.Default));
        return services;
    }

    public static IEndpointRouteBuilder MapScaling(this IEndpointRouteBuilder routes)
    {
        ShutdownEndpoints.Map(routes);
        return routes;
    }
}
