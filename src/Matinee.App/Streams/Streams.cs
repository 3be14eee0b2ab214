using Matinee.App.Database;
using Matinee.App.Nodes.Forwarding;
using Matinee.App.Nodes.Members;
using Matinee.App.Streams.Api;
using Matinee.App.Streams.Audience;
using Matinee.App.Streams.Duties;
using Matinee.App.Streams.Ingest;
using Matinee.App.Streams.Playlists;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams;

/// <summary>Streams: what publishers push, and any node serves. Needs a registry and an election of leaders.</summary>
public static class Streams
{
    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        EntityIds.Register<StreamId>();
        services.AddOptions<StreamOptions>().BindConfiguration(StreamOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamOptions>, StreamOptionsValidator>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, StreamsJson.Default));
        services.AddSingleton<StreamDirectory>().AddHostedService(provider => provider.GetRequiredService<StreamDirectory>());
        services.AddSingleton<IStreamCensus, StreamCensus>();
        services.AddSingleton<StreamTombstones>().AddSingleton<StreamWrites>().AddSingleton<StreamSecrets>();
        services.AddSingleton<IntakeStore>().AddSingleton<ShelfStore>();
        services.AddSingleton<StreamShelf>();
        services.AddSingleton<KnownInits>().AddSingleton<IngestMeters>().AddSingleton<IngestNews>().AddSingleton<IngestDesk>();
        services.AddSingleton<GapWorker>().AddHostedService(provider => provider.GetRequiredService<GapWorker>());
        services.AddSingleton<AudienceStore>().AddSingleton<StreamAudience>().AddHostedService(provider => provider.GetRequiredService<StreamAudience>());
        services.AddSingleton<CleanupStore>().AddSingleton<ObjectEraser>().AddSingleton<StreamTurns>().AddSingleton<StreamOrphans>().AddSingleton<StreamCleanup>().AddSingleton<StreamSilence>().AddHostedService<StreamDutiesWorker>();
        services.AddSingleton<StreamAccess>().AddSingleton<StreamViews>().AddSingleton<NewStreams>().AddSingleton<StreamFigures>().AddSingleton<IngestBodies>();
        return services;
    }

    public static IEndpointRouteBuilder MapStreams(this IEndpointRouteBuilder routes)
    {
        var streams = routes.MapGroup("/hls/streams").WithTags("streams");
        StreamEndpoints.Map(streams);
        StreamLeaderEndpoints.Map(routes.MapGroup("/hls/streams").WithTags("streams").OnLeader());
        IngestEndpoints.Map(streams);
        return routes;
    }
}
