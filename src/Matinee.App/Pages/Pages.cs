using Matinee.App.Http;
using Matinee.App.Pages.Admin;
using Matinee.App.Pages.Assets;
using Matinee.App.Pages.Rooms;
using Matinee.App.Pages.Watch;
using Matinee.App.Pages.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Pages;

/// <summary>What a person sees: statically rendered Razor components, and the scripts and sheets of web/.</summary>
public static class Pages
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton(Words.Load("en"));
        services.AddSingleton(_ => AssetManifest.Load(Path.Combine(AppContext.BaseDirectory, "wwwroot")));
        services.AddSingleton(PageEndpoints.ErrorPage);
        services.AddSingleton<VideoFaces>();
        services.AddSingleton<StartedVideos>();
        services.AddWatch();
        services.AddAdmin();
        return services;
    }

    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", AssetEndpoints.Get);
        routes.MapGet("/speculation.json", AssetEndpoints.SpeculationRules);
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", PageEndpoints.Library);
        pages.MapGet("/search", PageEndpoints.Search);
        pages.MapGet("/upload", PageEndpoints.Upload).RequireAuthorization(Policies.Member);
        pages.MapGet("/sign-in", AccountPageEndpoints.SignIn);
        pages.MapGet("/sign-out", AccountPageEndpoints.SignOut).RequireAuthorization();
        pages.MapGet("/join", AccountPageEndpoints.Join);
        pages.MapGet("/account", AccountPageEndpoints.Account).RequireAuthorization(Policies.Member);
        pages.MapGet("/admin/users", AccountPageEndpoints.Users).RequireAuthorization(Policies.Admin);
        pages.MapGet("/studio", StudioEndpoints.Table).RequireAuthorization(Policies.Member);
        pages.MapGet("/studio/videos.csv", StudioEndpoints.Csv).RequireAuthorization(Policies.Member);
        routes.MapWatch();
        routes.MapRoomPages();
        routes.MapAdmin();
        return routes;
    }
}
