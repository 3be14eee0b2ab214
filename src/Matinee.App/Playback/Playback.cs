using Matinee.App.Library;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Playback;

/// <summary>HLS of published videos: playlists from rows, segments from the store, signed URLs for what is not public.</summary>
public static class Playback
{
    public static IServiceCollection AddPlayback(this IServiceCollection services)
    {
        services.AddOptions<PlaybackOptions>().BindConfiguration("Playback").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<PlaybackOptions>, PlaybackOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<PlaybackOptions>>().Value);
        services.TryAddSingleton<IPlayables, CataloguePlayables>();
        services.AddSingleton<RevokedGrants>();
        services.AddSingleton<PlaybackCatalogue>().AddSingleton<PlaybackToken>().AddSingleton<PlaybackMetrics>();
        services.AddSingleton<OpenObjects>().AddSingleton<ObjectSender>().AddSingleton<HlsHeaders>();
        services.AddSingleton<HlsAudience>().AddSingleton<HlsEndpoint>();
        services.AddSingleton(provider => new PlaybackUrls(
            provider.GetRequiredService<PlaybackCatalogue>(), provider.GetRequiredService<PlaybackToken>(), provider.GetRequiredService<IPlayables>()));
        services.AddSingleton<PosterLink>(provider => video => provider.GetRequiredService<PlaybackUrls>().Poster(video, address: null));
        services.AddSingleton<ViewCounter>().AddHostedService(provider => provider.GetRequiredService<ViewCounter>());
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PlaybackJson.Default));
        return services;
    }

    /// <summary>For features that give somebody the right to play what is not theirs, and take it back.</summary>
    public static IServiceCollection AddPlaybackGrants(this IServiceCollection services) =>
        services.AddSingleton<GrantStore>().AddHostedService<RevokedGrantsWorker>();

    /// <summary>Streams beside videos; after the streams' own parts.</summary>
    public static IServiceCollection AddStreamPlayback(this IServiceCollection services) => services.AddSingleton<StreamFinder>().AddSingleton<StreamDelivery>();

    public static IEndpointRouteBuilder MapPlayback(this IEndpointRouteBuilder routes)
    {
        routes.MapHls();
        routes.MapGet(CaptionFileEndpoint.Route, CaptionFileEndpoint.GetAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/api/videos/{id}/playback", PlaybackEndpoints.GetAsync).AllowAnonymous().WithTags("playback");
        return routes;
    }

    /// <summary>
    /// The media alone. It asks nobody who the caller is (the address carries the right), so it leaves the pipeline before
    /// authentication and all that follows.
    /// </summary>
    internal static void MapHls(this IEndpointRouteBuilder routes)
    {
        var videos = routes.ServiceProvider.GetRequiredService<HlsEndpoint>();
        var streams = routes.ServiceProvider.GetService<StreamDelivery>();
        routes.MapMethods(
                "/hls/{**path}",
                [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options],
                context => streams is not null && StreamPath.IsOne(context.Request.Path.Value) ? streams.HandleAsync(context) : videos.HandleAsync(context))
            .ShortCircuit().ExcludeFromDescription();
    }
}
