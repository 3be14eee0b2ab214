using Matinee.Client.Http;

namespace Matinee.Client.Uploads;

/// <summary>Files to videos, by tus 1.0.0: cut off anywhere, an upload goes on where the server has it.</summary>
public sealed class UploadsClient
{
    private readonly ApiTransport _transport;

    internal UploadsClient(ApiTransport transport) => _transport = transport;

    /// <summary>
    /// Sends a file, or the rest of one that <paramref name="memory"/> knows. Broken connections and failures of the server are
    /// tried again with growing, jittered waits; cancelling keeps the upload for the next call.
    /// </summary>
    /// <param name="memory">Where unfinished uploads are kept; null forgets them with this call.</param>
    /// <exception cref="MatineeException">The server will not have it, now or ever; its message says why.</exception>
    /// <exception cref="UploadChangedException">The file changed on the way.</exception>
    public async Task<UploadedFile> UploadAsync(
        UploadOrder order, UploadMemory? memory, IProgress<UploadProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var info = new FileInfo(order.Path);
        using var file = File.OpenHandle(info.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var key = UploadMemory.KeyOf(_transport.BaseAddress, info);
        var transfer = await ResumeAsync(memory, key, cancellationToken) ?? await BeginAsync(order, info, memory, key, cancellationToken);
        using var hash = new SendingHash(file);
        var meter = new UploadMeter(transfer.VideoId, info.Length, progress, _transport.Time);
        var resumedAt = transfer.Offset;
        try
        {
            await hash.CatchUpAsync(Math.Min(resumedAt, info.Length), cancellationToken);
            await transfer.SendAsync(file, info.Length, hash, meter, cancellationToken);
        }
        catch (MatineeException e) when (e.Status is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Gone || (int)e.Status == 460)
        {
            memory?.Forget(key); // it cannot be gone on with
            throw;
        }

        memory?.Forget(key);
        await hash.CatchUpAsync(info.Length, cancellationToken);
        var sha256 = hash.Hex();
        return transfer.Sha256 is { } there && there != sha256
            ? throw new UploadChangedException(info.FullName, sha256, there)
            : new UploadedFile(transfer.VideoId, info.Length, sha256, resumedAt);
    }

    private async Task<TusTransfer?> ResumeAsync(UploadMemory? memory, string key, CancellationToken cancellationToken)
    {
        if (memory?.Find(key) is not { } known)
            return null;
        var transfer = new TusTransfer(_transport, known.TusUrl, known.VideoId);
        if (await transfer.LookAsync(cancellationToken))
            return transfer;
        memory.Forget(key);
        return null;
    }

    private async Task<TusTransfer> BeginAsync(UploadOrder order, FileInfo info, UploadMemory? memory, string key, CancellationToken cancellationToken)
    {
        var ticket = await _transport.SendAsync(
            HttpMethod.Post, "api/videos/upload",
            new BeginBody(info.Name, MediaTypes.Of(info.Extension), info.Length, order.Title, order.Visibility),
            UploadsJson.Default.BeginBody, UploadsJson.Default.Ticket, cancellationToken);
        memory?.Keep(key, new RememberedUpload(ticket.TusUrl, ticket.VideoId, _transport.Time.GetUtcNow()));
        return new TusTransfer(_transport, ticket.TusUrl, ticket.VideoId);
    }
}
