using Matinee.App.Database;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Library;

/// <summary>The catalogue of videos: what there is, who may watch it, and what its owner wrote about it.</summary>
public static class Library
{
    public static IServiceCollection AddLibrary(this IServiceCollection services)
    {
        EntityIds.Register<VideoId>();
        services.AddOptions<LibraryOptions>().BindConfiguration("Library").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<LibraryOptions>, LibraryOptionsValidator>();
        services.AddSingleton<VideoStore>();
        services.AddSingleton<VideoUnlock>();
        services.AddSingleton<VideoAccess>();
        services.AddSingleton<VideoProcessing>();
        services.AddSingleton<VideoEvents>();
        services.AddSingleton<VideoSignals>();
        return services;
    }

    public static IEndpointRouteBuilder MapLibrary(this IEndpointRouteBuilder routes) => routes;
}
