using System.Security.Claims;
using Matinee.App.Http;
using Matinee.App.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Matinee.App.Transcoding.Orders;

/// <summary>The file of a simple job: by a signed address where the store gives them, with ranges from here otherwise.</summary>
internal static class OutputEndpoint
{
    /// <summary>Long enough to begin; a download that has begun is not cut off.</summary>
    private static readonly TimeSpan SignedFor = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder jobs) => jobs.MapMethods("/{id}/output", ["GET", "HEAD"], SendAsync)
        .WithSummary("The file of a completed simple job, with ranges; or a redirect to where the store gives it.");

    private static async Task<IResult> SendAsync(
        JobId id, HttpContext context, JobStore jobs, IObjectStore objects, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await JobAccess.FindAsync(jobs, id, user, cancellationToken) is not { } job)
            return JobAccess.NoSuchJob();
        if (!job.IsFile)
            return Problems.Of(ProblemKinds.NotFound, $"This job made renditions, which the video plays: GET /api/videos/{job.VideoId}/playback.");
        if (job.State != "completed")
            return Problems.Of(ProblemKinds.Conflict, $"The job is {job.State}; its file is there when it is completed.");
        if (job.OutputKey is not { } stored)
            return Problems.Of(ProblemKinds.Gone, "The file was kept for its time and is gone. Order it again.");
        var key = new ObjectKey(stored);
        var type = ContentType(Path.GetExtension(stored));
        if (objects.LocalPath(key) is null && context.RequestServices.GetService<IDirectTransfers>() is { } transfers)
            return Results.Redirect(transfers.Download(key, SignedFor, type).ToString(), permanent: false, preserveMethod: true);
        var tag = new EntityTagHeaderValue($"\"{job.OutputSha256}\"");
        if (objects.LocalPath(key) is { } path && File.Exists(path))
            return Results.File(Path.GetFullPath(path), type, job.OutputName, entityTag: tag, enableRangeProcessing: true);
        return await objects.OpenReadAsync(key, cancellationToken) is { } content
            ? Results.File(content, type, job.OutputName, entityTag: tag, enableRangeProcessing: content.CanSeek)
            : Problems.Of(ProblemKinds.Gone, "The file is not in the store any more. Order it again.");
    }

    private static string ContentType(string ending) => ending switch { ".webm" => "video/webm", ".mkv" => "video/x-matroska", _ => "video/mp4" };
}
