using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, WorkerKeyHandler>(Schemes.Worker, null);
        services.AddLogging(log => log.AddFilter(typeof(WorkerKeyHandler).FullName, LogLevel.Warning)); // a worker without a key is no event
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Worker, policy => policy.RequireAssertion(context => context.User.FindWorkerId() is not null))
            .AddPolicy(Policies.Enrolment, policy => policy.RequireAssertion(context =>
                context.User.FindWorkerId() is not null || context.User.HasClaim(WorkerCaller.EnrolmentClaim, WorkerCaller.EnrolmentOpen)));
        return services;
    }

    public static IEndpointRouteBuilder MapFleet(this IEndpointRouteBuilder routes)
    {
        FleetEndpoints.Map(routes);
        return routes;
    }
}
