using Matinee.App.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Pages.Watch;

/// <summary>The page of one video, its bare form for other sites, and what link previews ask for.</summary>
internal static class WatchRoutes
{
    public static IServiceCollection AddWatch(this IServiceCollection services)
    {
        services.AddSingleton<WatchViews>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WatchJson.Default));
        return services;
    }

    public static IEndpointRouteBuilder MapWatch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/watch/{id}", WatchEndpoints.WatchAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/watch/{id}", WatchEndpoints.UnlockAsync).AllowAnonymous().WithLimit(Limit.LoginPerAddress).DisableAntiforgery().ExcludeFromDescription();
        routes.MapGet("/embed/{id}", WatchEndpoints.EmbedAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/oembed", OEmbedEndpoints.GetAsync).AllowAnonymous().WithTags("videos");
        return routes;
    }
}
