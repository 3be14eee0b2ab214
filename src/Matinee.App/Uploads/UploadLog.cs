using Matinee.App.Library;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Uploads;

/// <summary>Event ids 3100 to 3199.</summary>
internal static partial class UploadLog
{
    [LoggerMessage(3100, LogLevel.Information, "upload {Upload} of video {Video} began: {FileName}, {Bytes} bytes")]
    public static partial void Began(ILogger log, UploadId upload, VideoId video, string fileName, long? bytes);

    [LoggerMessage(3101, LogLevel.Information, "upload {Upload} was cut off at byte {Offset}: {Reason}")]
    public static partial void CutOff(ILogger log, UploadId upload, long offset, string reason);

    [LoggerMessage(3102, LogLevel.Warning, "upload {Upload} met a full disk at byte {Offset}: {Reason}")]
    public static partial void NoSpace(ILogger log, UploadId upload, long offset, string reason);

    [LoggerMessage(3103, LogLevel.Information, "upload {Upload} of video {Video} is complete: {Bytes} bytes, sha256 {Sha256}")]
    public static partial void Completed(ILogger log, UploadId upload, VideoId video, long bytes, string sha256);

    [LoggerMessage(3104, LogLevel.Warning, "upload {Upload} of video {Video} failed: {Code}")]
    public static partial void Failed(ILogger log, UploadId upload, VideoId video, string code);

    [LoggerMessage(3105, LogLevel.Information, "upload {Upload} of video {Video} expired at byte {Offset}")]
    public static partial void Expired(ILogger log, UploadId upload, VideoId video, long offset);

    [LoggerMessage(3106, LogLevel.Information, "finishing upload {Upload}, which an earlier process left whole")]
    public static partial void Recovered(ILogger log, UploadId upload);

    [LoggerMessage(3107, LogLevel.Information, "removed the file of upload {Upload}, which nothing refers to")]
    public static partial void RemovedOrphan(ILogger log, UploadId upload);

    [LoggerMessage(3109, LogLevel.Warning, "what the sender of upload {Upload} put into the store is not what was asked for: {Code}")]
    public static partial void Refused(ILogger log, UploadId upload, string code);

    [LoggerMessage(3110, LogLevel.Warning, "the store could not be asked for upload {Upload}, and will be again: {Reason}")]
    public static partial void LookFailed(ILogger log, UploadId upload, string reason);

    [LoggerMessage(3111, LogLevel.Information, "confirmed the subscription of storage events to {Topic}")]
    public static partial void Subscribed(ILogger log, string topic);

    [LoggerMessage(3112, LogLevel.Warning, "a subscription of storage events could not be confirmed: {Reason}")]
    public static partial void SubscriptionFailed(ILogger log, string reason);

    [LoggerMessage(3113, LogLevel.Warning, "upload {Upload} is whole and the store does not take it; it is kept here and tried again: {Reason}")]
    public static partial void StoreAway(ILogger log, UploadId upload, string reason);

    [LoggerMessage(3108, LogLevel.Error, "the sweep of uploads failed and will run again")]
    public static partial void SweepFailed(ILogger log, Exception exception);
}
