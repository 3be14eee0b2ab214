using System.Collections.Concurrent;
using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.App.Storage;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Uploads;

/// <summary>
/// Looks whether a file that its sender puts into the store is there, holds it against what was promised, and hands it to the
/// library. Whoever notices first (the sender's call, the store's event, the look of every few seconds) sets it off; the others join.
/// </summary>
internal sealed class DirectArrivals(
    UploadStore uploads, DirectUploadStore direct, DirectOffers offers, UploadCompletion completion, IObjectStore objects, ILogger<DirectArrivals> log) : IDisposable
{
    private const int SniffBytes = 1024;
    private const int ReadBuffer = 256 * 1024;

    /// <summary>Bytes between two words to the other nodes that this one is at it; read within a minute on any line that matters.</summary>
    private const long TellEvery = 32L * 1024 * 1024;

    /// <summary>Whole objects read at once to hash them.</summary>
    private const int Readers = 2;

    private static readonly TimeSpan KeepAway = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(UploadId Upload, bool Finish), Lazy<Task<UploadOutcome?>>> _running = new();
    private readonly SemaphoreSlim _readers = new(Readers);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Null: not there yet. The work goes on when the caller leaves.</summary>
    /// <param name="finish">Parts that are all here shall be made whole; of no meaning without parts.</param>
    /// <exception cref="IOException">The store does not answer.</exception>
    public Task<UploadOutcome?> LookAsync(UploadId id, bool finish, CancellationToken cancellationToken)
    {
        var running = _running.GetOrAdd((id, finish), _ => new Lazy<Task<UploadOutcome?>>(() => Task.Run(async () =>
        {
            try
            {
                return await LookOnceAsync(id, finish, _stop.Token);
            }
            finally
            {
                _running.TryRemove((id, finish), out var _);
            }
        })));
        return running.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Takes what an upload that came to nothing left in the store.</summary>
    public async Task DiscardAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        if (!upload.IsDirect)
            return;
        await offers.AbortAsync(upload, cancellationToken);
        await objects.DeleteAsync(upload.SourceKey, cancellationToken);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _readers.Dispose();
    }

    private async Task<UploadOutcome?> LookOnceAsync(UploadId id, bool finish, CancellationToken cancellationToken)
    {
        if (await uploads.FindAsync(id, cancellationToken) is not { } upload)
            return new UploadOutcome.NoLongerOpen();
        switch (upload.State)
        {
            case UploadState.Completed:
                return new UploadOutcome.Completed(upload);
            case UploadState.Completing when upload.IsDirect:
                return await completion.HandOverAsync(upload, cancellationToken);
            case UploadState.Receiving when upload.IsDirect:
                break;
            case UploadState.Receiving or UploadState.Completing:
                return null; // its bytes pass through a server
            default:
                return new UploadOutcome.NoLongerOpen();
        }

        if (upload.MultipartId is not null && !await AssembleAsync(upload, finish, cancellationToken))
            return null;
        return await objects.HeadAsync(upload.SourceKey, cancellationToken) is { } stored ? await JudgeAsync(upload, stored, cancellationToken) : null;
    }

    private async Task<bool> AssembleAsync(TrackedUpload upload, bool finish, CancellationToken cancellationToken)
    {
        var parts = await direct.ListPartsAsync(upload.Id, cancellationToken);
        if (!finish || parts.Count != upload.PartCount)
            return false;
        await offers.CompleteAsync(upload, parts, cancellationToken);
        return true;
    }

    private async Task<UploadOutcome> JudgeAsync(TrackedUpload upload, StoredObject stored, CancellationToken cancellationToken)
    {
        var promised = upload.DeclaredBytes ?? upload.MaxBytes;
        if (stored.Bytes > promised)
        {
            return await RefuseAsync(upload, new UploadOutcome.TooMuch(promised), new VideoFailure(
                "too_large", "The file is larger than was said", $"{ByteText.Of(stored.Bytes)} arrived; {ByteText.Of(promised)} were asked for. Upload it again."));
        }

        if (stored.Bytes < (upload.DeclaredBytes ?? 1))
        {
            return await RefuseAsync(upload, new UploadOutcome.TooShort(stored.Bytes, upload.DeclaredBytes ?? 1), new VideoFailure(
                "too_short", "The file is not whole", $"{ByteText.Of(stored.Bytes)} arrived; {ByteText.Of(upload.DeclaredBytes ?? 1)} were promised. Upload it again."));
        }

        if (await SniffAsync(upload, cancellationToken) is { } found)
            return await RefuseAsync(upload, new UploadOutcome.NotVideo(found), new VideoFailure("not_video", "Not a video", $"{upload.FileName} looks like {found}. Nothing was kept."));
        var sha256 = "";
        if (upload.DeclaredSha256 is { } expected)
        {
            sha256 = await HashAsync(upload, cancellationToken);
            if (sha256 != expected)
            {
                return await RefuseAsync(upload, new UploadOutcome.WrongChecksum(expected, sha256, WholeFile: true), new VideoFailure(
                    "checksum_mismatch", "The file changed on the way", $"It should have the SHA-256 {expected}, and has {sha256}. Upload it again."));
            }
        }

        // From here it is ours, whoever waits.
        return await direct.ArriveAsync(upload.Id, stored.Bytes, sha256, CancellationToken.None)
            ? await completion.HandOverAsync(upload with { State = UploadState.Completing, Sha256 = sha256, ReceivedBytes = stored.Bytes }, CancellationToken.None)
            : new UploadOutcome.NoLongerOpen();
    }

    private async Task<UploadOutcome> RefuseAsync(TrackedUpload upload, UploadOutcome outcome, VideoFailure failure)
    {
        UploadLog.Refused(log, upload.Id, failure.Code);
        await completion.FailAsync(upload, failure);
        await DiscardAsync(upload, CancellationToken.None);
        return outcome;
    }

    private async Task<string?> SniffAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(upload, cancellationToken);
        var head = new byte[SniffBytes];
        var length = await content.ReadAtLeastAsync(head, SniffBytes, throwOnEndOfStream: false, cancellationToken);
        return FileKind.Refusal(head.AsSpan(0, length));
    }

    private async Task<string> HashAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        try
        {
            await using var content = await OpenAsync(upload, cancellationToken);
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[ReadBuffer];
            var sinceTold = 0L;
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                sha.AppendData(buffer, 0, read);
                sinceTold += read;
                if (sinceTold < TellEvery)
                    continue;
                sinceTold = 0;
                await direct.PostponeAsync(upload.Id, KeepAway, cancellationToken);
            }

            return Convert.ToHexStringLower(sha.GetHashAndReset());
        }
        finally
        {
            _readers.Release();
        }
    }

    private async Task<Stream> OpenAsync(TrackedUpload upload, CancellationToken cancellationToken) =>
        await objects.OpenReadAsync(upload.SourceKey, cancellationToken) ?? throw new IOException($"{upload.SourceKey} was there and is gone.");
}
