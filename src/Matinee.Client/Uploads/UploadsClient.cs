using System.Net;
using System.Net.Sockets;
using Matinee.Client.Http;
using Microsoft.Win32.SafeHandles;

namespace Matinee.Client.Uploads;

/// <summary>
/// Files to videos: into the server's bucket where it has one, else by tus 1.0.0. Cut off anywhere, a large upload goes on where it was.
/// </summary>
public sealed class UploadsClient
{
    /// <summary>Files up to this size are read once more before they are sent.</summary>
    private const long HashedBefore = 100L * 1024 * 1024;

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
        try
        {
            var uploaded = await SendAsync(order, info, file, new Course(memory, key, progress), cancellationToken);
            memory?.Forget(key);
            return uploaded;
        }
        catch (MatineeException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone || (int)e.Status == 460)
        {
            memory?.Forget(key); // it cannot be gone on with
            throw;
        }
    }

    private async Task<UploadedFile> SendAsync(UploadOrder order, FileInfo info, SafeFileHandle file, Course course, CancellationToken cancellationToken)
    {
        if (course.Known is { PartsUrl: { } known } remembered)
        {
            var resumed = new DirectTransfer(_transport, remembered.VideoId, known + "/complete");
            if (await resumed.BeginPartsAsync(known, cancellationToken) is { } report)
                return await SendPartsAsync(resumed, known, report, info, file, course, cancellationToken);
        }
        else if (course.Known is { } begun)
        {
            var resumed = new TusTransfer(_transport, begun.TusUrl, begun.VideoId);
            if (await resumed.LookAsync(cancellationToken))
                return await SendByTusAsync(resumed, info, file, course, cancellationToken);
        }

        course.Forget();
        var ticket = await BeginAsync(order, info, file, cancellationToken);
        var direct = new DirectTransfer(_transport, ticket.VideoId, ticket.Parts is { } offer ? offer.Url + "/complete" : ticket.CompleteUrl ?? "");
        course.Keep(new RememberedUpload(ticket.TusUrl, ticket.VideoId, _transport.Time.GetUtcNow(), ticket.Parts?.Url));
        try
        {
            if (ticket.Parts is { } parts && await direct.BeginPartsAsync(parts.Url, cancellationToken) is { } report)
                return await SendPartsAsync(direct, parts.Url, report, info, file, course, cancellationToken);
            if (ticket is { Direct: true, Parts: null, CompleteUrl: not null })
                return await SendWholeAsync(direct, ticket, info, file, course, cancellationToken);
        }
        catch (Exception e) when (IsBucketAway(e) && !cancellationToken.IsCancellationRequested)
        {
            // A bucket that cannot be reached from here: the server can.
            course.Keep(new RememberedUpload(ticket.TusUrl, ticket.VideoId, _transport.Time.GetUtcNow()));
        }

        return await SendByTusAsync(new TusTransfer(_transport, ticket.TusUrl, ticket.VideoId), info, file, course, cancellationToken);
    }

    private async Task<UploadedFile> SendByTusAsync(TusTransfer transfer, FileInfo info, SafeFileHandle file, Course course, CancellationToken cancellationToken)
    {
        using var hash = new SendingHash(file);
        var resumedAt = transfer.Offset;
        await hash.CatchUpAsync(Math.Min(resumedAt, info.Length), cancellationToken);
        await transfer.SendAsync(file, info.Length, hash, course.Meter(transfer.VideoId, info, _transport.Time), cancellationToken);
        await hash.CatchUpAsync(info.Length, cancellationToken);
        return Compare(info, transfer.VideoId, hash.Hex(), transfer.Sha256, resumedAt);
    }

    private async Task<UploadedFile> SendWholeAsync(DirectTransfer transfer, UploadTicket ticket, FileInfo info, SafeFileHandle file, Course course, CancellationToken cancellationToken)
    {
        await transfer.PutAsync(ticket, file, info.Length, course.Meter(ticket.VideoId, info, _transport.Time), cancellationToken);
        using var hash = new SendingHash(file);
        await hash.CatchUpAsync(info.Length, cancellationToken);
        return Compare(info, ticket.VideoId, hash.Hex(), await transfer.CompleteAsync(hash.Hex(), cancellationToken), 0);
    }

    private async Task<UploadedFile> SendPartsAsync(
        DirectTransfer transfer, string url, PartsReport report, FileInfo info, SafeFileHandle file, Course course, CancellationToken cancellationToken)
    {
        using var hash = new SendingHash(file);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hashing = hash.CatchUpAsync(info.Length, ended.Token); // beside the sending: parts are not sent in order
        try
        {
            await transfer.SendPartsAsync(url, report, file, info.Length, course.Meter(transfer.VideoId, info, _transport.Time), cancellationToken);
            await hashing;
        }
        catch
        {
            await ended.CancelAsync();
            await hashing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var there = await transfer.CompleteAsync(hash.Hex(), cancellationToken);
        return Compare(info, transfer.VideoId, hash.Hex(), there, Math.Min(info.Length, report.Done.Count * report.PartBytes));
    }

    private static UploadedFile Compare(FileInfo info, string videoId, string here, string? there, long resumedAt) => there is not null && there != here
        ? throw new UploadChangedException(info.FullName, here, there)
        : new UploadedFile(videoId, info.Length, here, resumedAt);

    /// <summary>No answer of the bucket, or one that the server cannot have meant: its signature does not hold from here.</summary>
    private static bool IsBucketAway(Exception e) => e is HttpRequestException or SocketException || e is MatineeException { Code: "http_403" or "http_400" or "http_404" or "http_405" or "http_301" or "http_307" };

    private async Task<UploadTicket> BeginAsync(UploadOrder order, FileInfo info, SafeFileHandle file, CancellationToken cancellationToken)
    {
        string? sha256 = null;
        if (info.Length <= HashedBefore)
        {
            // Promised, it is verified by the server also where the file does not pass through it.
            using var hash = new SendingHash(file);
            await hash.CatchUpAsync(info.Length, cancellationToken);
            sha256 = hash.Hex();
        }

        return await _transport.SendAsync(
            HttpMethod.Post, "api/videos/upload",
            new BeginBody(info.Name, MediaTypes.Of(info.Extension), info.Length, sha256, order.Title, order.Visibility),
            UploadsJson.Default.BeginBody, UploadsJson.Default.UploadTicket, cancellationToken);
    }

    /// <summary>What one upload is remembered by and told to.</summary>
    private sealed record Course(UploadMemory? Memory, string Key, IProgress<UploadProgress>? Progress)
    {
        public RememberedUpload? Known => Memory?.Find(Key);

        public void Keep(RememberedUpload upload) => Memory?.Keep(Key, upload);

        public void Forget() => Memory?.Forget(Key);

        public UploadMeter Meter(string videoId, FileInfo info, TimeProvider time) => new(videoId, info.Length, Progress, time);
    }
}
