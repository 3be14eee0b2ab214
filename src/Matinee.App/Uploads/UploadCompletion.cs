using Matinee.App.Library;
using Matinee.App.Storage;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Uploads;

/// <summary>
/// From the last byte to the library, in steps that may each be the last of a process: (1) the row says "completing" and the
/// hash, (2) the file is renamed into the store, (3) the library learns of it, (4) the row says "completed". Every step may
/// be repeated, and the sweep at start repeats them.
/// </summary>
internal sealed class UploadCompletion(UploadStore uploads, VideoStore videos, IObjectStore objects, IncomingFolder folder, ILogger<UploadCompletion> log)
{
    public async Task<UploadOutcome> CompleteAsync(TrackedUpload upload, IncomingUpload memory, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(upload.Id);
        if (upload.State == UploadState.Receiving)
        {
            var sha256 = await memory.Hash.SettleAsync(path, upload.ReceivedBytes, cancellationToken);
            if (upload.DeclaredSha256 is { } promised && promised != sha256)
                return await MismatchAsync(upload, promised, sha256);
            if (!await uploads.BeginCompletionAsync(upload.Id, sha256, cancellationToken))
                return new UploadOutcome.NoLongerOpen();
            upload = upload with { State = UploadState.Completing, Sha256 = sha256 };
        }

        try
        {
            return await HandOverAsync(upload, cancellationToken);
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            // A store on another device has no room for the copy. The sweep tries again.
            UploadLog.NoSpace(log, upload.Id, upload.ReceivedBytes, e.Message);
            return new UploadOutcome.DiskFull(upload.ReceivedBytes);
        }
        catch (StoreBrokenException e)
        {
            UploadLog.StoreAway(log, upload.Id, e.Message);
            return new UploadOutcome.StoreAway();
        }
    }

    /// <summary>From "completing" to the library. What is not in the store yet is put there from the incoming file.</summary>
    /// <exception cref="IOException">The store is broken or full; the sweep tries again.</exception>
    public async Task<UploadOutcome> HandOverAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(upload.Id);
        if (File.Exists(path))
            await objects.AdoptAsync(upload.SourceKey, path, cancellationToken);
        if (await objects.HeadAsync(upload.SourceKey, cancellationToken) is not { } stored)
        {
            await FailAsync(upload, new VideoFailure("upload_lost", "The file was lost", "The uploaded file is no longer on the disk. Upload it again."));
            return new UploadOutcome.NoLongerOpen();
        }

        return await TellAsync(upload, stored, cancellationToken);
    }

    /// <summary>The upload ends, and its video shows why.</summary>
    public async Task FailAsync(TrackedUpload upload, VideoFailure failure)
    {
        var from = upload.State;
        if (await uploads.EndAsync(upload.Id, from, UploadState.Failed, CancellationToken.None))
            UploadLog.Failed(log, upload.Id, upload.VideoId, failure.Code);
        folder.Delete(upload.Id);
        await videos.FailUploadAsync(upload.VideoId, failure, CancellationToken.None);
    }

    private async Task<UploadOutcome> TellAsync(TrackedUpload upload, StoredObject stored, CancellationToken cancellationToken)
    {
        var source = new VideoSource(upload.SourceKey, upload.FileName, upload.ContentType, stored.Bytes, upload.Sha256 ?? "");
        if (!await videos.MarkUploadedAsync(upload.VideoId, source, cancellationToken))
        {
            // Deleted while it was on its way.
            await objects.DeleteAsync(upload.SourceKey, cancellationToken);
            await uploads.EndAsync(upload.Id, UploadState.Completing, UploadState.Cancelled, cancellationToken);
            return new UploadOutcome.NoLongerOpen();
        }

        if (await uploads.EndAsync(upload.Id, UploadState.Completing, UploadState.Completed, cancellationToken))
            UploadLog.Completed(log, upload.Id, upload.VideoId, stored.Bytes, source.Sha256);
        return new UploadOutcome.Completed(upload with { State = UploadState.Completed });
    }

    private async Task<UploadOutcome> MismatchAsync(TrackedUpload upload, string promised, string found)
    {
        await FailAsync(upload, new VideoFailure(
            "checksum_mismatch", "The file changed on the way",
            $"It should have the SHA-256 {promised}, and has {found}. Upload it again."));
        return new UploadOutcome.WrongChecksum(promised, found, WholeFile: true);
    }
}
