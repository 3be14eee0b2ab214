using System.Globalization;
using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>tus 1.0.0 with creation, creation-with-upload, creation-defer-length, expiration, checksum and termination.</summary>
internal static class TusEndpoints
{
    public const string Version = "1.0.0";

    /// <summary>The SHA-256 of the whole, with the answer to the last byte and with HEAD afterwards.</summary>
    public const string Sha256Header = "Matinee-Sha256";

    public const string VideoHeader = "Matinee-Video";

    private const string Extensions = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination";
    private const string ChunkType = "application/offset+octet-stream";

    public static NoContent Options(HttpContext context, IOptions<UploadOptions> options)
    {
        var headers = context.Response.Headers;
        headers["Tus-Resumable"] = headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = Extensions;
        headers["Tus-Checksum-Algorithm"] = UploadChecksum.Algorithms;
        headers["Tus-Max-Size"] = Text(options.Value.MaxFileBytes);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> Create(HttpContext context, ClaimsPrincipal user, UploadAdmission admission, UploadReception reception)
    {
        if (Greet(context) is { } refused)
            return refused;
        var request = context.Request;
        if (!UploadMetadata.TryParse(request.Headers["Upload-Metadata"], out var metadata))
            return Problems.Of(ProblemKinds.Malformed, "Upload-Metadata is not a list of 'key base64' pairs.");
        var deferred = request.Headers["Upload-Defer-Length"].ToString();
        if (!TryReadLength(request, out var length) || (length is null) != (deferred == "1"))
            return Problems.Of(ProblemKinds.Malformed, "Send either Upload-Length in bytes, or Upload-Defer-Length: 1.");
        var visibility = Visibility.Private;
        if (metadata["visibility"] is { } word && !LibraryWords.TryParse(word, out visibility))
            return Problems.Of(ProblemKinds.Invalid, $"'{FileNames.Clean(word)}' is not a visibility.");
        var ask = new UploadAsk(
            user.UserId(), metadata["filename"] ?? metadata["name"] ?? "", metadata["filetype"] ?? metadata["type"] ?? "application/octet-stream",
            length, metadata["sha256"], metadata["title"], visibility, request.Headers["Upload-Metadata"].ToString());
        var (upload, problem) = await admission.BeginAsync(ask, context.RequestAborted);
        if (upload is null)
            return problem!; // one of the two is there

        context.Response.Headers.Location = $"/api/uploads/{upload.Id}";
        context.Response.Headers[VideoHeader] = upload.VideoId.Value;
        if (!HasChunk(request))
        {
            Report(context, 0, upload.ExpiresAt);
            return TypedResults.StatusCode(StatusCodes.Status201Created);
        }

        return await ReceiveAsync(context, upload.Id, 0, reception, StatusCodes.Status201Created);
    }

    public static async Task<IResult> Head(UploadId id, HttpContext context, UploadStore uploads, UploadReception reception)
    {
        if (Greet(context) is { } refused)
            return refused;
        context.Response.Headers.CacheControl = "no-store";
        if (await FindAsync(id, context, uploads) is not { } found)
            return Problems.Of(ProblemKinds.NotFound, "There is no such upload.");
        if (await reception.SettleAsync(found, context.RequestAborted) is not { } upload)
            return UploadProblems.Of(new UploadOutcome.Busy());
        if (upload.State is UploadState.Failed or UploadState.Expired or UploadState.Cancelled)
            return UploadProblems.Of(new UploadOutcome.NoLongerOpen());
        var headers = context.Response.Headers;
        if (upload.DeclaredBytes is { } length)
            headers["Upload-Length"] = Text(length);
        else
            headers["Upload-Defer-Length"] = "1";
        if (upload.Metadata.Length > 0)
            headers["Upload-Metadata"] = upload.Metadata;
        headers[VideoHeader] = upload.VideoId.Value;
        if (upload.Sha256 is { } sha256)
            headers[Sha256Header] = sha256;
        Report(context, upload.ReceivedBytes, upload.State == UploadState.Receiving ? upload.ExpiresAt : null);
        return TypedResults.Ok();
    }

    public static async Task<IResult> Patch(
        UploadId id, HttpContext context, UploadStore uploads, UploadAdmission admission, UploadReception reception)
    {
        if (Greet(context) is { } refused)
            return refused;
        if (await FindAsync(id, context, uploads) is not { } upload)
            return Problems.Of(ProblemKinds.NotFound, "There is no such upload.");
        if (!HasChunk(context.Request))
            return Problems.Of(ProblemKinds.UnsupportedMedia, $"The Content-Type of a PATCH is {ChunkType}.");
        if (!TryRead(context.Request.Headers["Upload-Offset"], out var offset))
            return Problems.Of(ProblemKinds.Malformed, "Upload-Offset is missing or not a number of bytes.");
        if (!TryReadLength(context.Request, out var length))
            return Problems.Of(ProblemKinds.Malformed, "Upload-Length is not a number of bytes.");
        if (length is { } declared && await admission.DeclareAsync(upload, declared, context.RequestAborted) is { } problem)
            return problem;
        return await ReceiveAsync(context, id, offset, reception, StatusCodes.Status204NoContent);
    }

    public static async Task<IResult> Terminate(
        UploadId id, HttpContext context, UploadStore uploads, UploadReception reception, VideoStore videos)
    {
        if (Greet(context) is { } refused)
            return refused;
        if (await FindAsync(id, context, uploads) is not { } upload)
            return Problems.Of(ProblemKinds.NotFound, "There is no such upload.");
        if (!await reception.EndAsync(id, UploadState.Cancelled, context.RequestAborted))
            return UploadProblems.Of(new UploadOutcome.NoLongerOpen());
        await videos.DeleteAsync(upload.VideoId, CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>For clients behind something that knows only GET and POST (tus 1.0.0, X-HTTP-Method-Override).</summary>
    public static Task<IResult> Override(
        UploadId id, HttpContext context, UploadStore uploads, UploadAdmission admission, UploadReception reception, VideoStore videos) =>
        context.Request.Headers["X-HTTP-Method-Override"].ToString() switch
        {
            "PATCH" => Patch(id, context, uploads, admission, reception),
            "HEAD" => Head(id, context, uploads, reception),
            "DELETE" => Terminate(id, context, uploads, reception, videos),
            _ => Task.FromResult<IResult>(TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed)),
        };

    private static async Task<IResult> ReceiveAsync(HttpContext context, UploadId id, long offset, UploadReception reception, int success)
    {
        UploadChecksum? checksum = null;
        if (context.Request.Headers["Upload-Checksum"] is { Count: > 0 } header && !UploadChecksum.TryParse(header, out checksum))
            return Problems.Of(ProblemKinds.Malformed, $"Upload-Checksum is one of {UploadChecksum.Algorithms}, a space, and the hash in Base64.");
        UploadEndpoints.LiftBodyLimit(context);
        switch (await reception.ReceiveAsync(id, new UploadRequest(context.Request.BodyReader, offset, checksum), context.RequestAborted))
        {
            case UploadOutcome.Progressed progressed:
                Report(context, progressed.Offset, progressed.ExpiresAt);
                return TypedResults.StatusCode(success);
            case UploadOutcome.Completed completed:
                context.Response.Headers[Sha256Header] = completed.Upload.Sha256;
                Report(context, completed.Upload.ReceivedBytes, expires: null);
                return TypedResults.StatusCode(success);
            case var outcome:
                return UploadProblems.Of(outcome);
        }
    }

    /// <summary>Every answer names the version; a request of another one is refused.</summary>
    private static ProblemHttpResult? Greet(HttpContext context)
    {
        context.Response.Headers["Tus-Resumable"] = Version;
        if (context.Request.Headers["Tus-Resumable"] == Version)
            return null;
        context.Response.Headers["Tus-Version"] = Version;
        return Problems.Of(ProblemKinds.TusVersion, $"Send Tus-Resumable: {Version}.");
    }

    private static async Task<TrackedUpload?> FindAsync(UploadId id, HttpContext context, UploadStore uploads) =>
        await uploads.FindAsync(id, context.RequestAborted) is { } upload && (upload.OwnerId == context.User.FindUserId() || context.User.IsAdmin())
            ? upload
            : null;

    private static void Report(HttpContext context, long offset, DateTimeOffset? expires)
    {
        context.Response.Headers["Upload-Offset"] = Text(offset);
        if (expires is { } at)
            context.Response.Headers["Upload-Expires"] = at.ToString("R", CultureInfo.InvariantCulture);
    }

    private static bool HasChunk(HttpRequest request) => request.ContentType?.Split(';')[0].Trim() == ChunkType;

    /// <summary>False when the header is there and wrong.</summary>
    private static bool TryReadLength(HttpRequest request, out long? length)
    {
        length = null;
        var header = request.Headers["Upload-Length"];
        if (header.Count == 0)
            return true;
        var valid = TryRead(header, out var value);
        length = value;
        return valid;
    }

    private static bool TryRead(string? header, out long value) => long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
