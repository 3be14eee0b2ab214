using System.Buffers;
using System.Data.Common;
using System.IO.Pipelines;
using Matinee.App.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Uploads;

/// <summary>
/// Takes the bytes of one request into the incoming file. An offset is told to anybody only after an fsync of the file and
/// the commit of the row; both happen each <see cref="UploadOptions.CheckpointBytes"/> and at the end of the request,
/// however it ends. After a kill the file is cut back to the row's offset.
/// </summary>
internal sealed class UploadReception(
    UploadStore uploads, IncomingUploads incoming, IncomingFolder folder, UploadCompletion completion, ILogger<UploadReception> log)
{
    /// <summary>Enough to recognise what a file is, MPEG-TS packets included.</summary>
    private const int SniffBytes = 1024;

    public async Task<UploadOutcome> ReceiveAsync(UploadId id, UploadRequest request, CancellationToken cancellationToken)
    {
        using var reference = incoming.Open(id);
        var memory = reference.Upload;
        using var turn = await memory.EnterAsync(cancellationToken);
        if (turn is null)
            return new UploadOutcome.Busy();
        // Read again under the turn: the request before may have moved it.
        if (await uploads.FindAsync(id, cancellationToken) is not { } upload)
            return new UploadOutcome.NoLongerOpen();
        switch (upload.State)
        {
            case UploadState.Completed when request.Offset == upload.DeclaredBytes || request.Offset is null:
                return new UploadOutcome.Completed(upload);
            case UploadState.Completing:
                return await completion.CompleteAsync(upload, memory, CancellationToken.None);
            case not UploadState.Receiving:
                return new UploadOutcome.NoLongerOpen();
        }

        using var file = folder.FileOf(upload, memory);
        var start = request.Offset ?? 0;
        if (request.Offset is null)
            await file.RestartAsync(cancellationToken);
        else if (await file.OpenAsync(cancellationToken) != start)
            return new UploadOutcome.WrongOffset(file.Durable);
        memory.Hash.CatchUp(folder.PathOf(id), () => memory.Written, CancellationToken.None);

        var outcome = await TransferAsync(upload, file, request, turn.Ended);
        return outcome is UploadOutcome.Progressed
            ? await ConcludeAsync(upload, memory, file, request)
            : outcome;
    }

    /// <summary>The durable offset, after whoever is writing was asked to stop. Null when that takes too long.</summary>
    public async Task<TrackedUpload?> SettleAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        if (upload.State != UploadState.Receiving)
            return upload;
        using var reference = incoming.Open(upload.Id);
        using var turn = await reference.Upload.EnterAsync(cancellationToken);
        if (turn is null)
            return null;
        var settled = await uploads.FindAsync(upload.Id, cancellationToken);
        if (settled is { State: UploadState.Receiving, ReceivedBytes: > 0 })
        {
            reference.Upload.Written = settled.ReceivedBytes;
            // The client is about to go on: what is here is hashed meanwhile.
            reference.Upload.Hash.CatchUp(folder.PathOf(upload.Id), () => reference.Upload.Written, CancellationToken.None);
        }

        return settled;
    }

    /// <summary>Ends an upload from outside: cancelled by its owner, or expired.</summary>
    public async Task<bool> EndAsync(UploadId id, UploadState state, CancellationToken cancellationToken)
    {
        using var reference = incoming.Open(id);
        using var turn = await reference.Upload.EnterAsync(cancellationToken);
        if (turn is null || !await uploads.EndAsync(id, UploadState.Receiving, state, cancellationToken))
            return false;
        folder.Delete(id);
        reference.Upload.Written = 0;
        reference.Upload.Hash.Rewind();
        return true;
    }

    private async Task<UploadOutcome> TransferAsync(TrackedUpload upload, IncomingFile file, UploadRequest request, CancellationToken cancellationToken)
    {
        var limit = Math.Min(upload.MaxBytes, upload.DeclaredBytes ?? long.MaxValue);
        using var check = request.Checksum?.Begin();
        try
        {
            if (file.Durable == 0 && await SniffAsync(request.Body, cancellationToken) is { } found)
                return await RefuseAsync(upload, found);
            while (true)
            {
                var read = await request.Body.ReadAsync(cancellationToken);
                if (read.IsCanceled)
                    return new UploadOutcome.CutOff(await file.CheckpointAsync());
                if (file.Written + read.Buffer.Length > limit)
                {
                    request.Body.AdvanceTo(read.Buffer.End);
                    return await TooLargeAsync(file, request, limit);
                }

                await file.WriteAsync(read.Buffer, check);
                request.Body.AdvanceTo(read.Buffer.End);
                if (check is null && file.IsCheckpointDue && await file.CheckpointAsync() < 0)
                    return new UploadOutcome.NoLongerOpen();
                if (read.IsCompleted)
                    break;
            }

            if (check is not null && !check.Matches())
            {
                file.CutBack();
                return new UploadOutcome.WrongChecksum(request.Checksum!.Expected, check.Found(), WholeFile: false); // set when check is
            }

            return await file.CheckpointAsync() < 0 ? new UploadOutcome.NoLongerOpen() : new UploadOutcome.Progressed(file.Durable, file.ExpiresAt);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or BadHttpRequestException || e is IOException && !DiskErrors.IsFull((IOException)e))
        {
            UploadLog.CutOff(log, upload.Id, file.Written, e.Message);
            return await KeepAsync(file, check);
        }
        catch (IOException e)
        {
            UploadLog.NoSpace(log, upload.Id, file.Written, e.Message);
            return await SalvageAsync(file, check);
        }
    }

    private static async Task<UploadOutcome> TooLargeAsync(IncomingFile file, UploadRequest request, long limit)
    {
        // A whole body that lies about its size is worth nothing; of a resumable one the promised part may be right.
        if (request.Offset is null || request.Checksum is not null)
            file.CutBack();
        else
            await file.CheckpointAsync();
        return new UploadOutcome.TooMuch(limit);
    }

    private static async Task<UploadOutcome> KeepAsync(IncomingFile file, UploadChecksum.Running? check)
    {
        if (check is not null)
            file.CutBack(); // never verified
        var offset = await file.CheckpointAsync();
        return offset < 0 ? new UploadOutcome.NoLongerOpen() : new UploadOutcome.CutOff(offset);
    }

    private async Task<UploadOutcome> SalvageAsync(IncomingFile file, UploadChecksum.Running? check)
    {
        try
        {
            if (check is not null)
                file.CutBack();
            await file.CheckpointAsync();
        }
        catch (Exception e) when (e is IOException or DbException)
        {
            // Neither the tail nor the row fits: the last checkpoint stands.
            UploadLog.NoSpace(log, file.Id, file.Durable, e.Message);
            file.CutBack();
        }

        return new UploadOutcome.DiskFull(file.Durable);
    }

    private async Task<UploadOutcome> ConcludeAsync(TrackedUpload upload, IncomingUpload memory, IncomingFile file, UploadRequest request)
    {
        // From here the client's patience does not matter: its bytes are here.
        if (request.Offset is null && upload.DeclaredBytes is null)
        {
            await uploads.DeclareAsync(upload.Id, file.Durable, CancellationToken.None);
            upload = upload with { DeclaredBytes = file.Durable };
        }

        if (file.Durable < upload.DeclaredBytes || upload.DeclaredBytes is null)
        {
            return request.Offset is null
                ? new UploadOutcome.TooShort(file.Durable, upload.DeclaredBytes ?? 0)
                : new UploadOutcome.Progressed(file.Durable, file.ExpiresAt);
        }

        return await completion.CompleteAsync(upload with { ReceivedBytes = file.Durable }, memory, CancellationToken.None);
    }

    private async Task<UploadOutcome> RefuseAsync(TrackedUpload upload, string found)
    {
        await completion.FailAsync(upload, new Library.VideoFailure("not_video", "Not a video", $"{upload.FileName} looks like {found}. Nothing was kept."));
        return new UploadOutcome.NotVideo(found);
    }

    /// <summary>Null when it may be a video; else what it is. Leaves the bytes in the pipe.</summary>
    private static async Task<string?> SniffAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var read = await body.ReadAtLeastAsync(SniffBytes, cancellationToken);
        var length = (int)Math.Min(read.Buffer.Length, SniffBytes);
        var head = read.Buffer.Slice(0, length).ToArray();
        body.AdvanceTo(read.Buffer.Start, read.IsCompleted ? read.Buffer.Start : read.Buffer.GetPosition(length));
        return FileKind.Refusal(head);
    }
}

/// <param name="Offset">Where the bytes belong; null: a whole file that replaces whatever came before.</param>
internal sealed record UploadRequest(PipeReader Body, long? Offset, UploadChecksum? Checksum = null);
