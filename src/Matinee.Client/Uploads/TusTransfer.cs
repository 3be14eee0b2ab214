using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Matinee.Client.Http;
using Microsoft.Win32.SafeHandles;

namespace Matinee.Client.Uploads;

/// <summary>One upload on the wire: chunks that grow with the rate, and another try where one may help.</summary>
internal sealed class TusTransfer(ApiTransport transport, string url, string videoId)
{
    private const long SmallestChunk = 256 * 1024;
    private const long FirstChunk = 8 * 1024 * 1024;
    private const long LargestChunk = 128 * 1024 * 1024;
    private const int MaxFutileAttempts = 12;

    // A chunk should take a while, for its answer costs an fsync; and not too long, for proxies cut long requests off.
    private static readonly TimeSpan ChunkTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private long _chunk = FirstChunk;

    public string VideoId => videoId;

    /// <summary>Bytes that the server has.</summary>
    public long Offset { get; private set; }

    /// <summary>What the server found, once it has everything.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Asks where the upload stands; false when the server knows it no more.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await transport.SendAsync(() => Tus(HttpMethod.Head), HttpCompletionOption.ResponseContentRead, cancellationToken);
            Read(answer);
            return true;
        }
        catch (MatineeException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden)
        {
            return false;
        }
    }

    public async Task SendAsync(SafeFileHandle file, long length, SendingHash hash, UploadMeter meter, CancellationToken cancellationToken)
    {
        var futile = 0;
        while (Offset < length || Sha256 is null)
        {
            var before = Offset;
            var failure = await TryChunkAsync(file, length, hash, meter, cancellationToken);
            if (failure is null)
            {
                futile = 0;
                continue;
            }

            await WaitAsync(failure, futile, cancellationToken);
            futile = await TryLookAsync(cancellationToken) && Offset > before ? 0 : futile + 1;
            if (futile >= MaxFutileAttempts)
                throw failure;
        }
    }

    /// <summary>Null, or a failure that another try may mend.</summary>
    private async Task<Exception?> TryChunkAsync(SafeFileHandle file, long length, SendingHash hash, UploadMeter meter, CancellationToken cancellationToken)
    {
        var size = Math.Min(_chunk, length - Offset);
        var began = transport.Time.GetTimestamp();
        try
        {
            using var answer = await transport.SendAsync(() =>
            {
                var request = Tus(HttpMethod.Patch);
                request.Headers.Add("Upload-Offset", Offset.ToString(CultureInfo.InvariantCulture));
                request.Content = new ChunkContent(file, Offset, size, (at, bytes) =>
                {
                    hash.Passed(at, bytes.Span);
                    meter.Passed(at + bytes.Length);
                });
                return request;
            }, HttpCompletionOption.ResponseContentRead, cancellationToken);
            Read(answer);
            Grow(size, transport.Time.GetElapsedTime(began));
            return null;
        }
        catch (MatineeException e) when (e.Code == "http_413" && _chunk > SmallestChunk)
        {
            _chunk /= 4; // a proxy, not Matinee: its bound is on the request
            return e;
        }
        catch (MatineeException e) when (e.Status is HttpStatusCode.Conflict or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        {
            return e;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            _chunk = Math.Max(SmallestChunk, _chunk / 2);
            return e;
        }
    }

    private async Task<bool> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or MatineeException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false; // the next chunk tells
        }
    }

    private Task WaitAsync(Exception failure, int futile, CancellationToken cancellationToken)
    {
        var asked = (failure as MatineeException)?.RetryAfter ?? TimeSpan.Zero;
        var backoff = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(futile, 10)));
        var wait = (asked > backoff ? asked : backoff) * (0.75 + (RandomNumberGenerator.GetInt32(500) / 1000.0));
        return Task.Delay(wait, transport.Time, cancellationToken);
    }

    private void Grow(long size, TimeSpan took)
    {
        if (size < _chunk)
            return;
        if (took < ChunkTime / 2)
            _chunk = Math.Min(LargestChunk, _chunk * 2);
        else if (took > ChunkTime * 2)
            _chunk = Math.Max(SmallestChunk, _chunk / 2);
    }

    private HttpRequestMessage Tus(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, url.TrimStart('/'));
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private void Read(HttpResponseMessage answer)
    {
        if (answer.Headers.TryGetValues("Upload-Offset", out var offsets) && long.TryParse(offsets.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            Offset = offset;
        if (answer.Headers.TryGetValues("Matinee-Sha256", out var hashes))
            Sha256 = hashes.First();
    }
}
