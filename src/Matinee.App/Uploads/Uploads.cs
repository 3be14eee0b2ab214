using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.App.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Files on their way in: by a signed URL and one PUT, or resumable by tus.</summary>
public static class Uploads
{
    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.AddNodes();
        EntityIds.Register<UploadId>();
        services.AddOptions<UploadOptions>().BindConfiguration("Uploads").ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<UploadOptions>, UploadOptionsValidator>();
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, UploadJson.Default));
        services.AddSingleton<UploadMeters>().AddSingleton<UploadStore>().AddSingleton<UploadUrls>().AddSingleton<UploadAdmission>();
        services.AddSingleton<IncomingFolder>().AddSingleton<IncomingUploads>();
        services.AddSingleton<UploadCompletion>().AddSingleton<UploadReception>();
        services.AddSingleton<DirectUploadStore>().AddSingleton<DirectOffers>().AddSingleton<DirectArrivals>();
        services.AddSingleton<DirectLookWorker>().AddHostedService(provider => provider.GetRequiredService<DirectLookWorker>());
        services.AddSingleton<TopicConfirmation>().AddHttpClient(TopicConfirmation.ClientName)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers(); // the address carries a token
        services.AddSingleton<UploadSweep.SweepTools>().AddSingleton<UploadSweep>();
        services.AddHostedService<UploadSweepWorker>();
        return services;
    }

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/api/uploads").WithTags("Uploads");
        uploads.MapMethods("", ["OPTIONS"], TusEndpoints.Options);
        uploads.MapMethods("{id}", ["OPTIONS"], TusEndpoints.Options);
        uploads.MapGet("", UploadEndpoints.List).RequireAuthorization(Policies.Member);
        uploads.MapPost("", TusEndpoints.Create).RequireAuthorization(Policies.Member).WithLimit(Limit.Upload).AddEndpointFilter(LeavingGate.RefuseAsync);
        uploads.MapMethods("{id}", ["HEAD"], TusEndpoints.Head).RequireAuthorization(Policies.Member);
        uploads.MapPatch("{id}", TusEndpoints.Patch).RequireAuthorization(Policies.Member);
        uploads.MapDelete("{id}", TusEndpoints.Terminate).RequireAuthorization(Policies.Member);
        uploads.MapPost("{id}", TusEndpoints.Override).RequireAuthorization(Policies.Member);
        uploads.MapPut("{id}/content", UploadEndpoints.Put);

        MapDirect(routes);
        routes.MapPost("/api/videos/upload", UploadEndpoints.Begin).WithTags("Uploads")
            .RequireAuthorization(Policies.Member).WithLimit(Limit.Upload).WithIdempotencyKey().AddEndpointFilter(LeavingGate.RefuseAsync);
        routes.MapGet("/api/me/quota", UploadEndpoints.GetOwnQuota).WithTags("Uploads").RequireAuthorization(Policies.Member);
        routes.MapPut("/api/users/{id}/quota", UploadEndpoints.PutQuota).WithTags("Uploads").RequireAuthorization(Policies.Admin);
        return routes;
    }

    private static void MapDirect(IEndpointRouteBuilder routes)
    {
        var parts = routes.MapGroup("/api/uploads/{id}/parts").WithTags("Uploads").RequireAuthorization(Policies.Member);
        parts.MapPost("", DirectEndpoints.BeginParts);
        parts.MapDelete("", DirectEndpoints.AbortParts);
        parts.MapPost("sign", DirectEndpoints.SignParts);
        parts.MapPut("{number:int}", DirectEndpoints.ReportPart);
        parts.MapPost("complete", DirectEndpoints.CompleteParts);
        routes.MapPost("/api/videos/{id}/complete", DirectEndpoints.Complete).WithTags("Uploads").RequireAuthorization(Policies.Member);
        routes.MapPost("/api/storage/events", StorageEventEndpoints.Receive).WithTags("Uploads").AllowAnonymous();
    }
}
