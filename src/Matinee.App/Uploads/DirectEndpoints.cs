using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>For senders who put files into the bucket themselves: parts, and the word that all is there.</summary>
internal static class DirectEndpoints
{
    private const int MostSigned = 100;
    private const int LongestTag = 200;
    private const int Sha256Digits = 64;

    /// <summary>Shorter than what proxies cut off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    /// <summary>Begins parts, or tells what of them is there.</summary>
    public static async Task<IResult> BeginParts(UploadId id, ClaimsPrincipal user, UploadStore uploads, DirectUploadStore direct, DirectOffers offers, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, uploads, cancellationToken) is not { } upload)
            return NotFound();
        if (Refusal(upload) is { } problem)
            return problem;
        if (!offers.IsOpen || offers.Parts(upload) is null)
            return Problems.Of(ProblemKinds.Conflict, "This file is not sent in parts. Send it to uploadUrl, or by tus.");
        if (await offers.BeginAsync(upload, cancellationToken) is not { } begun)
            return UploadProblems.Of(new UploadOutcome.NoLongerOpen());
        var done = await direct.ListPartsAsync(id, cancellationToken);
        return TypedResults.Ok(new PartsReport(begun.PartBytes, begun.PartCount, [.. done.Select(part => part.Number)]));
    }

    public static async Task<IResult> SignParts(
        UploadId id, SignBody body, ClaimsPrincipal user, UploadStore uploads, DirectOffers offers, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, uploads, cancellationToken) is not { } upload)
            return NotFound();
        if (Refusal(upload) is { } problem)
            return problem;
        if (upload.MultipartId is null || !offers.IsOpen)
            return NotBegun();
        if (body.Numbers is not { Count: > 0 and <= MostSigned } numbers || numbers.Any(n => n < 1 || n > upload.PartCount))
            return Problems.Of(ProblemKinds.Invalid, $"numbers are 1 to {upload.PartCount}, at most {MostSigned} at a time.");
        return TypedResults.Ok(new SignedParts([.. numbers.Select(n => offers.Sign(upload, n))]));
    }

    public static async Task<IResult> ReportPart(
        UploadId id, int number, PartBody body, ClaimsPrincipal user, UploadStore uploads, DirectUploadStore direct, IOptions<UploadOptions> options,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, uploads, cancellationToken) is not { } upload)
            return NotFound();
        if (Refusal(upload) is { } problem)
            return problem;
        if (upload.MultipartId is null)
            return NotBegun();
        if (number < 1 || number > upload.PartCount)
            return Problems.Of(ProblemKinds.Invalid, $"The parts of this upload are 1 to {upload.PartCount}.");
        var tag = body.Etag ?? "";
        if (tag.Length > LongestTag || tag.Any(c => c is < ' ' or > '~' or '<' or '&'))
            return Problems.Of(ProblemKinds.Invalid, "etag is what the store answered to the part.");
        return await direct.AddPartAsync(id, number, tag, options.Value.ExpireAfter, cancellationToken)
            ? TypedResults.NoContent()
            : UploadProblems.Of(new UploadOutcome.NoLongerOpen());
    }

    /// <summary>Forgets the parts; the upload may begin again, or go on by tus.</summary>
    public static async Task<IResult> AbortParts(UploadId id, ClaimsPrincipal user, UploadStore uploads, DirectOffers offers, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, uploads, cancellationToken) is not { } upload)
            return NotFound();
        if (Refusal(upload) is { } problem)
            return problem;
        await offers.AbortAsync(upload, cancellationToken);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> CompleteParts(
        UploadId id, CompleteBody? body, ClaimsPrincipal user, UploadStore uploads, DirectUploadStore direct, DirectArrivals arrivals, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, uploads, cancellationToken) is not { } upload)
            return NotFound();
        if (upload is { State: UploadState.Receiving, IsDirect: true })
        {
            if (upload.MultipartId is null)
                return NotBegun();
            var missing = Enumerable.Range(1, upload.PartCount).Except((await direct.ListPartsAsync(id, cancellationToken)).Select(p => p.Number)).ToArray();
            if (missing.Length > 0)
                return Problems.Of(ProblemKinds.Conflict, $"{missing.Length} of {upload.PartCount} parts were not reported, the first of them {missing[0]}. Send them, and report each.");
        }

        return await FinishAsync(upload, body, direct, arrivals, cancellationToken);
    }

    /// <summary>The sender is done, by whichever way.</summary>
    public static async Task<IResult> Complete(
        VideoId id, CompleteBody? body, ClaimsPrincipal user, DirectUploadStore direct, DirectArrivals arrivals, CancellationToken cancellationToken) =>
        await direct.FindByVideoAsync(id, cancellationToken) is { } upload && MayTouch(upload, user)
            ? await FinishAsync(upload, body, direct, arrivals, cancellationToken)
            : NotFound();

    private static async Task<IResult> FinishAsync(
        TrackedUpload upload, CompleteBody? body, DirectUploadStore direct, DirectArrivals arrivals, CancellationToken cancellationToken)
    {
        if (body?.Sha256?.ToLowerInvariant() is { } sha256 && upload is { IsDirect: true, State: UploadState.Receiving })
        {
            if (sha256.Length != Sha256Digits || !sha256.All(char.IsAsciiHexDigit))
                return Problems.Of(ProblemKinds.Invalid, "sha256 is 64 hexadecimal digits.");
            if (!await direct.PromiseAsync(upload.Id, sha256, cancellationToken) && upload.DeclaredSha256 is { } promised && promised != sha256)
                return Problems.Of(ProblemKinds.Conflict, $"The SHA-256 was said to be {promised} before.");
        }

        try
        {
            return await arrivals.LookAsync(upload.Id, finish: upload.MultipartId is not null, cancellationToken).WaitAsync(Patience, cancellationToken) switch
            {
                UploadOutcome.Completed done => TypedResults.Ok(Receipt(done.Upload, "completed")),
                null => Problems.Of(ProblemKinds.Conflict, "The file is not in the store yet.", AskAgain),
                var outcome => UploadProblems.Of(outcome),
            };
        }
        catch (TimeoutException)
        {
            return TypedResults.Accepted($"/api/videos/{upload.VideoId}", Receipt(upload, "verifying"));
        }
    }

    private static UploadReceipt Receipt(TrackedUpload upload, string state) =>
        new(upload.VideoId, state, upload.State == UploadState.Receiving ? null : upload.ReceivedBytes, upload.Sha256 is { Length: > 0 } sha256 ? sha256 : null);

    private static async Task<TrackedUpload?> FindAsync(UploadId id, ClaimsPrincipal user, UploadStore uploads, CancellationToken cancellationToken) =>
        await uploads.FindAsync(id, cancellationToken) is { } upload && MayTouch(upload, user) ? upload : null;

    private static bool MayTouch(TrackedUpload upload, ClaimsPrincipal user) => upload.OwnerId == user.FindUserId() || user.IsAdmin();

    private static ProblemHttpResult? Refusal(TrackedUpload upload) => upload.State switch
    {
        UploadState.Receiving when upload.IsDirect => null,
        UploadState.Receiving => Problems.Of(ProblemKinds.Conflict, "This upload passes through the server. Go on by tus."),
        _ => UploadProblems.Of(new UploadOutcome.NoLongerOpen()),
    };

    private static ProblemHttpResult NotBegun() => Problems.Of(ProblemKinds.Conflict, "The parts of this upload were not begun. POST to its parts first.");

    private static ProblemHttpResult NotFound() => Problems.Of(ProblemKinds.NotFound, "There is no such upload.");
}
