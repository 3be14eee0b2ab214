using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Whether an upload may begin: everything that can be known before the first byte is sent.</summary>
internal sealed class UploadAdmission(
    UploadStore uploads, VideoStore videos, IncomingFolder folder, IOptions<UploadOptions> options, TimeProvider time, ILogger<UploadAdmission> log)
{
    private const int Sha256Digits = 64;
    private const int MaxTitle = 200;

    private readonly UploadOptions _options = options.Value;

    /// <summary>The upload and its draft video, or why not.</summary>
    public async Task<(TrackedUpload? Upload, ProblemHttpResult? Problem)> BeginAsync(UploadAsk ask, CancellationToken cancellationToken)
    {
        var fileName = FileNames.Clean(ask.FileName);
        if ((Judge(ask, fileName) ?? await JudgeRoomAsync(ask, cancellationToken)) is { } problem)
            return (null, problem);
        var title = ask.Title?.Trim() is { Length: > 0 } given ? given[..Math.Min(given.Length, MaxTitle)] : FileNames.Title(fileName);
        var video = await videos.CreateDraftAsync(new VideoDraft(ask.Owner, title, ask.Visibility), cancellationToken);
        var now = time.GetUtcNow();
        var upload = new TrackedUpload
        {
            Id = EntityIds.New<UploadId>(time),
            VideoId = video.Id,
            OwnerId = ask.Owner,
            FileName = fileName,
            ContentType = ask.ContentType,
            DeclaredBytes = ask.Bytes,
            MaxBytes = ask.Bytes ?? await LargestAsync(ask.Owner, cancellationToken),
            DeclaredSha256 = ask.Sha256?.ToLowerInvariant(),
            Metadata = ask.Metadata,
            IsDirect = ask.Direct,
            CreatedAt = now,
            ExpiresAt = now + _options.ExpireAfter,
        };
        // A draft without an upload would stay for ever: once it exists, a client that leaves no longer matters.
        await uploads.AddAsync(upload, CancellationToken.None);
        UploadLog.Began(log, upload.Id, video.Id, fileName, ask.Bytes);
        return (upload, null);
    }

    /// <summary>A length that was deferred, as at the beginning.</summary>
    public async Task<ProblemHttpResult?> DeclareAsync(TrackedUpload upload, long bytes, CancellationToken cancellationToken)
    {
        if (bytes > upload.MaxBytes)
            return TooLarge(upload.MaxBytes);
        if (bytes < upload.ReceivedBytes)
            return Problems.Of(ProblemKinds.Malformed, $"{upload.ReceivedBytes} bytes are here already; Upload-Length is {bytes}.");
        if (upload.DeclaredBytes is { } before)
            return before == bytes ? null : Problems.Of(ProblemKinds.Malformed, $"The length was declared as {before} before.");
        if (IsShortOfSpace(bytes - upload.ReceivedBytes))
            return NoSpace();
        await uploads.DeclareAsync(upload.Id, bytes, cancellationToken);
        return null;
    }

    public async Task<UploadQuota> QuotaAsync(UserId user, CancellationToken cancellationToken) =>
        await uploads.FindQuotaAsync(user, cancellationToken) ?? new UploadQuota(_options.QuotaBytes, _options.QuotaVideos);

    public static ProblemHttpResult NoSpace() =>
        Problems.Of(ProblemKinds.NoSpace, "The disk of the server is full. What arrived is kept; go on when there is room.", TimeSpan.FromMinutes(1));

    public static ProblemHttpResult TooLarge(long max) =>
        Problems.Of(ProblemKinds.TooLarge, $"At most {ByteText.Of(max)} are taken here.");

    public static ProblemHttpResult NotVideo(string found) =>
        Problems.Of(ProblemKinds.UnsupportedMedia, $"Not a video: it looks like {found}. Nothing was sent.");

    private ProblemHttpResult? Judge(UploadAsk ask, string fileName)
    {
        if (FileKind.Refusal(fileName, ask.ContentType) is { } found)
            return NotVideo(found);
        if (ask.Sha256 is { } sha256 && (sha256.Length != Sha256Digits || !sha256.All(char.IsAsciiHexDigit)))
            return Problems.Of(ProblemKinds.Invalid, "sha256 is 64 hexadecimal digits.", errors: new Dictionary<string, string[]> { ["sha256"] = ["64 hexadecimal digits"] });
        if (ask.Visibility == Visibility.Password)
            return Problems.Of(ProblemKinds.Invalid, "Set a password on the video after the upload has begun.");
        return ask.Bytes switch
        {
            < 0 => Problems.Of(ProblemKinds.Malformed, "A size is not negative."),
            0 => Problems.Of(ProblemKinds.Invalid, "The file is empty. Nothing was sent."),
            { } bytes when bytes > _options.MaxFileBytes => TooLarge(_options.MaxFileBytes),
            _ => null,
        };
    }

    private async Task<ProblemHttpResult?> JudgeRoomAsync(UploadAsk ask, CancellationToken cancellationToken)
    {
        var open = await uploads.OpenAsync(ask.Owner, cancellationToken);
        if (open.Count >= _options.MaxOpenPerUser)
            return Problems.Of(ProblemKinds.RateLimited, $"{open.Count} uploads are open already. Finish or cancel one first.", TimeSpan.FromMinutes(1));
        var quota = await QuotaAsync(ask.Owner, cancellationToken);
        var usage = await videos.UsageAsync(ask.Owner, cancellationToken);
        if (quota.MaxVideos > 0 && usage.Videos >= quota.MaxVideos)
            return Problems.Of(ProblemKinds.QuotaExceeded, $"You may have {quota.MaxVideos} videos, and have them. Delete one first.");
        if (quota.MaxBytes > 0 && usage.Bytes + open.Bytes + (ask.Bytes ?? 1) > quota.MaxBytes)
            return Problems.Of(ProblemKinds.QuotaExceeded, $"Your videos may take {ByteText.Of(quota.MaxBytes)}; {ByteText.Of(Math.Max(0, quota.MaxBytes - usage.Bytes - open.Bytes))} are left.");
        var promised = await uploads.OpenAsync(owner: null, cancellationToken);
        return !ask.Direct && IsShortOfSpace(promised.Remaining + (ask.Bytes ?? 0)) ? NoSpace() : null;
    }

    private async Task<long> LargestAsync(UserId owner, CancellationToken cancellationToken)
    {
        var quota = await QuotaAsync(owner, cancellationToken);
        if (quota.MaxBytes == 0)
            return _options.MaxFileBytes;
        var open = await uploads.OpenAsync(owner, cancellationToken);
        var usage = await videos.UsageAsync(owner, cancellationToken);
        return Math.Clamp(quota.MaxBytes - usage.Bytes - open.Bytes, 1, _options.MaxFileBytes);
    }

    private bool IsShortOfSpace(long needed) => folder.FreeBytes() - _options.KeepFreeBytes < needed;
}
