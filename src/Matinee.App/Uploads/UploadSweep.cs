using Matinee.App.Library;
using Matinee.App.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>One round at a time; each step may be repeated and be cut off anywhere.</summary>
internal sealed class UploadSweep(
    UploadReception reception, UploadStore uploads, VideoStore videos, IncomingFolder folder, IncomingUploads incoming, UploadSweep.SweepTools tools) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal sealed record SweepTools(
        UploadCompletion Completion, IObjectStore Objects, UploadMeters Meters, DirectArrivals Arrivals, DirectUploadStore Direct,
        IOptions<UploadOptions> Options, TimeProvider Time, ILogger<UploadSweep> Log);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await CompleteAsync(cancellationToken);
            await ExpireAsync(cancellationToken);
            await CancelAsync(video: null, cancellationToken);
            await RemoveOrphansAsync(cancellationToken);
            await uploads.ForgetEndedAsync(tools.Options.Value.KeepEnded, cancellationToken);
            await tools.Direct.ForgetStrayPartsAsync(cancellationToken);
            tools.Meters.Open = (await uploads.OpenAsync(owner: null, cancellationToken)).Count;
            incoming.ForgetIdle();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Ends uploads whose video is gone; of one video, or of all.</summary>
    public async Task CancelAsync(VideoId? video, CancellationToken cancellationToken)
    {
        foreach (var upload in await uploads.ListReceivingAsync(video, cancellationToken))
        {
            if (await videos.FindAsync(upload.VideoId, cancellationToken) is null && await reception.EndAsync(upload.Id, UploadState.Cancelled, cancellationToken))
                await tools.Arrivals.DiscardAsync(upload, cancellationToken);
        }
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var upload in await uploads.ListToCompleteAsync(cancellationToken))
        {
            if (incoming.IsInUse(upload.Id) || !await IsHereAsync(upload, cancellationToken))
                continue;
            using var reference = incoming.Open(upload.Id);
            using var turn = await reference.Upload.EnterAsync(cancellationToken);
            if (turn is null || await uploads.FindAsync(upload.Id, cancellationToken) is not { State: UploadState.Receiving or UploadState.Completing } current)
                continue;
            UploadLog.Recovered(tools.Log, upload.Id);
            await tools.Completion.CompleteAsync(current, reference.Upload, cancellationToken);
        }
    }

    // The bytes may lie with another node, which is at work on them or will be when it is back. Until the upload expires it has the time.
    private async Task<bool> IsHereAsync(TrackedUpload upload, CancellationToken cancellationToken) =>
        File.Exists(folder.PathOf(upload.Id)) || upload.ExpiresAt < tools.Time.GetUtcNow() || await tools.Objects.HeadAsync(upload.SourceKey, cancellationToken) is not null;

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        foreach (var upload in await uploads.ListOverdueAsync(cancellationToken))
        {
            if (upload.State == UploadState.Receiving
                && (incoming.IsInUse(upload.Id) || !await reception.EndAsync(upload.Id, UploadState.Expired, cancellationToken)))
            {
                continue;
            }

            UploadLog.Expired(tools.Log, upload.Id, upload.VideoId, upload.ReceivedBytes);
            if (upload.ReceivedBytes == 0)
                await videos.DeleteAsync(upload.VideoId, cancellationToken);
            else
                await videos.FailUploadAsync(upload.VideoId, Unfinished(upload), cancellationToken);
            // Last: what a store that is away keeps is swept as nobody's later.
            await tools.Arrivals.DiscardAsync(upload, cancellationToken);
        }
    }

    private async Task RemoveOrphansAsync(CancellationToken cancellationToken)
    {
        foreach (var id in folder.List())
        {
            if (incoming.IsInUse(id) || await uploads.FindAsync(id, cancellationToken) is { State: UploadState.Receiving or UploadState.Completing })
                continue;
            folder.Delete(id);
            UploadLog.RemovedOrphan(tools.Log, id);
        }
    }

    private static VideoFailure Unfinished(TrackedUpload upload) => new(
        "upload_expired", "The upload was not finished",
        $"{ByteText.Of(upload.ReceivedBytes)} of {(upload.DeclaredBytes is { } all ? ByteText.Of(all) : "it")} arrived before it expired. Upload the file again.");
}
