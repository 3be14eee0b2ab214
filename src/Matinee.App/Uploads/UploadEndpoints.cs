using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Uploads;

/// <summary>The presigned way: one JSON call, then one PUT.</summary>
internal static class UploadEndpoints
{
    public static async Task<Results<Created<UploadTicket>, ProblemHttpResult>> Begin(
        UploadBody body, ClaimsPrincipal user, UploadAdmission admission, UploadUrls urls, DirectOffers offers, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Filename))
            return Problems.Of(ProblemKinds.Invalid, "filename is missing.", errors: new Dictionary<string, string[]> { ["filename"] = ["Needed"] });
        var ask = new UploadAsk(
            user.UserId(), body.Filename, body.ContentType ?? "application/octet-stream", body.Size, body.Sha256, body.Title,
            body.Visibility ?? Visibility.Private, Metadata: "") { Direct = offers.IsOpen };
        var (upload, problem) = await admission.BeginAsync(ask, cancellationToken);
        if (upload is null)
            return problem!; // one of the two is there
        var (url, expires) = urls.For(upload);
        var signed = offers.Whole(upload);
        return TypedResults.Created($"/api/videos/{upload.VideoId}", new UploadTicket(
            signed?.Url.AbsoluteUri ?? url, upload.VideoId, "PUT", signed?.Headers ?? new Dictionary<string, string>(), signed?.ExpiresAt ?? expires,
            $"/api/uploads/{upload.Id}", signed is not null, $"/api/videos/{upload.VideoId}/complete", offers.Parts(upload)));
    }

    /// <summary>The URL is the credential: who holds it may send this file, once.</summary>
    public static async Task<IResult> Put(
        UploadId id, string? token, HttpContext context, UploadStore uploads, UploadUrls urls, UploadReception reception)
    {
        var cancellationToken = context.RequestAborted;
        if (await uploads.FindAsync(id, cancellationToken) is not { } upload || !urls.Opens(upload, context.Request.Method, token))
            return Problems.Of(ProblemKinds.Forbidden, "This upload URL is not valid, or no longer. Ask for a new one.");
        if (upload.State != UploadState.Receiving)
            return Problems.Of(ProblemKinds.Forbidden, "This upload URL has been used. Ask for a new one.");
        if (context.Request.ContentLength is { } length && Contradiction(upload, length) is { } problem)
            return problem;
        LiftBodyLimit(context);
        var outcome = await reception.ReceiveAsync(id, new UploadRequest(context.Request.BodyReader, Offset: null), cancellationToken);
        return outcome is UploadOutcome.Completed completed ? Done(context, completed.Upload) : UploadProblems.Of(outcome);
    }

    public static async Task<Ok<Page<OpenUpload>>> List(ClaimsPrincipal user, UploadStore uploads, CancellationToken cancellationToken)
    {
        var open = await uploads.ListOpenAsync(user.UserId(), cancellationToken);
        return TypedResults.Ok(new Page<OpenUpload>([.. open.Select(Show)], NextCursor: null));
    }

    public static async Task<Ok<QuotaReport>> GetOwnQuota(
        ClaimsPrincipal user, UploadAdmission admission, VideoStore videos, CancellationToken cancellationToken) =>
        TypedResults.Ok(await ReportAsync(user.UserId(), admission, videos, cancellationToken));

    public static async Task<Results<Ok<QuotaReport>, ProblemHttpResult>> PutQuota(
        UserId id, QuotaBody body, UploadStore uploads, UploadAdmission admission, VideoStore videos, CancellationToken cancellationToken)
    {
        if (body.MaxBytes < 0 || body.MaxVideos < 0)
            return Problems.Of(ProblemKinds.Invalid, "A quota is 0 (without bound) or more.");
        await uploads.SetQuotaAsync(id, new UploadQuota(body.MaxBytes, body.MaxVideos), cancellationToken);
        return TypedResults.Ok(await ReportAsync(id, admission, videos, cancellationToken));
    }

    /// <summary>Kestrel's 30 MB do not hold for files; ours do.</summary>
    public static void LiftBodyLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    private static ProblemHttpResult? Contradiction(TrackedUpload upload, long length)
    {
        if (length > upload.MaxBytes || length > upload.DeclaredBytes)
            return Problems.Of(ProblemKinds.TooLarge, $"{length} bytes are more than the {upload.DeclaredBytes ?? upload.MaxBytes} that were asked for.");
        return length == 0 || length < upload.DeclaredBytes
            ? Problems.Of(ProblemKinds.Malformed, $"{length} bytes are fewer than the {upload.DeclaredBytes ?? 1} that were promised.")
            : null;
    }

    private static NoContent Done(HttpContext context, TrackedUpload upload)
    {
        context.Response.Headers.ETag = $"\"{upload.Sha256}\"";
        context.Response.Headers[TusEndpoints.Sha256Header] = upload.Sha256;
        return TypedResults.NoContent();
    }

    private static async Task<QuotaReport> ReportAsync(UserId user, UploadAdmission admission, VideoStore videos, CancellationToken cancellationToken)
    {
        var quota = await admission.QuotaAsync(user, cancellationToken);
        var usage = await videos.UsageAsync(user, cancellationToken);
        return new QuotaReport(quota.MaxBytes, quota.MaxVideos, usage.Bytes, usage.Videos);
    }

    private static OpenUpload Show(TrackedUpload upload) => new(
        upload.Id, upload.VideoId, upload.FileName, upload.DeclaredBytes, upload.ReceivedBytes, $"/api/uploads/{upload.Id}", upload.CreatedAt, upload.ExpiresAt);
}
