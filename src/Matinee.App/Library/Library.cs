using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.App.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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
        EntityIds.Register<CaptionId>();
        services.AddOptions<LibraryOptions>().BindConfiguration("Library").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<LibraryOptions>, LibraryOptionsValidator>();
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, LibraryJson.Default));
        services.AddSingleton<VideoStore>().AddSingleton<CaptionStore>().AddSingleton<CaptionFiles>().AddSingleton<ChapterStore>().AddSingleton<PositionStore>();
        services.AddSingleton<VideoUnlock>().AddSingleton<VideoAccess>();
        services.AddSingleton<VideoProcessing>().AddSingleton<VideoEvents>().AddSingleton<VideoSignals>();
        services.AddProblem<StoreFullException>(ProblemKinds.NoSpace, "The object store has no space left.", TimeSpan.FromMinutes(1));
        services.AddProblem<StoreBrokenException>(ProblemKinds.Unavailable, "The object store does not answer. Try again in a moment.", TimeSpan.FromSeconds(5));
        services.AddSingleton<LibrarySweep>().AddHostedService<LibrarySweepWorker>().AddHostedService<VideoRelay>();
        return services;
    }

    public static IEndpointRouteBuilder MapLibrary(this IEndpointRouteBuilder routes)
    {
        var videos = routes.MapGroup("/api/videos").WithTags("Videos");
        videos.MapGet("", VideoEndpoints.List).AllowAnonymous();
        videos.MapGet("events", VideoEventEndpoints.WatchOwn).RequireAuthorization(Policies.Member);
        videos.MapGet("{id}", VideoEndpoints.Get).AllowAnonymous();
        videos.MapPatch("{id}", VideoEndpoints.Patch).RequireAuthorization(Policies.Member);
        videos.MapDelete("{id}", VideoEndpoints.Delete).RequireAuthorization(Policies.Member);
        videos.MapGet("{id}/events", VideoEventEndpoints.WatchOne).AllowAnonymous();
        videos.MapPost("{id}/unlock", VideoEndpoints.Unlock).AllowAnonymous().WithLimit(Limit.LoginPerAddress);

        videos.MapGet("{id}/captions", CaptionEndpoints.List).AllowAnonymous();
        videos.MapPost("{id}/captions", CaptionEndpoints.Add).RequireAuthorization(Policies.Member);
        videos.MapGet("{id}/captions/{caption}", CaptionEndpoints.Get).AllowAnonymous();
        videos.MapDelete("{id}/captions/{caption}", CaptionEndpoints.Remove).RequireAuthorization(Policies.Member);
        videos.MapGet("{id}/chapters", ChapterEndpoints.Get).AllowAnonymous();
        videos.MapPut("{id}/chapters", ChapterEndpoints.Put).RequireAuthorization(Policies.Member);
        videos.MapGet("{id}/thumbnail", ThumbnailEndpoints.Get).AllowAnonymous();
        videos.MapPut("{id}/thumbnail", ThumbnailEndpoints.Put).RequireAuthorization(Policies.Member);
        videos.MapDelete("{id}/thumbnail", ThumbnailEndpoints.Remove).RequireAuthorization(Policies.Member);
        videos.MapGet("{id}/position", PositionEndpoints.Get).RequireAuthorization();
        videos.MapPut("{id}/position", PositionEndpoints.Put).RequireAuthorization();
        routes.MapGet("/api/me/positions", PositionEndpoints.List).WithTags("Videos").RequireAuthorization();
        return routes;
    }
}
