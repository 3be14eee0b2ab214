using Matinee.App.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Fleet;

/// <summary>The workers as the coordinator knows them: who they are, what they can do, what they are told.</summary>
public static class Fleet
{
    public static IServiceCollection AddFleet(this IServiceCollection services)
    {
        EntityIds.Register<WorkerId>();
        services.AddOptions<FleetOptions>().BindConfiguration("Fleet").ValidateOnStart();
        services.AddSingleton<IValidateOptions<FleetOptions>, FleetOptionsValidator>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, FleetJson.Default));
        services.AddSingleton<WorkerStore>().AddSingleton<WorkerOrders>().AddSingleton<EnrolmentTokens>().AddSingleton<WorkerView>();
        return services;
    }

    public static IEndpointRouteBuilder MapFleet(this IEndpointRouteBuilder routes)
    {
        FleetEndpoints.Map(routes);
        return routes;
    }
}
