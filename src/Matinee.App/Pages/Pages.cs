using Matinee.App.Pages.Assets;
using Matinee.App.Pages.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Pages;

/// <summary>What a person sees: statically rendered Razor components, and the scripts and sheets of web/.</summary>
public static class Pages
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(options => options.Cookie.Name = "matinee-form");
        services.AddSingleton(Words.Load("en"));
        services.AddSingleton(_ => AssetManifest.Load(Path.Combine(AppContext.BaseDirectory, "wwwroot")));
        services.AddSingleton(PageEndpoints.ErrorPage);
        return services;
    }

    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", AssetEndpoints.Get);
        return routes;
    }
}
