using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Matinee.Client.Http;
using Microsoft.Win32.SafeHandles;

namespace Matinee.Client.Uploads;

/// <summary>A file that goes past the server into its bucket: one PUT, or parts side by side that resume.</summary>
internal sealed class DirectTransfer(ApiTransport transport, string videoId, string completeUrl)
{
    private const int Lanes = 3;
    private const int SignedAtOnce = 12;
    private const int MaxTries = 8;

    /// <summary>Of a whole file: what does not work soon goes through the server.</summary>
    private const int FewTries = 4;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private long _sent;

    public string VideoId => videoId;

    /// <summary>One PUT. Cut off, it begins again: it is not large.</summary>
    public Task PutAsync(UploadTicket ticket, SafeFileHandle file, long length, UploadMeter meter, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        var signed = new SignedPart(1, length, ticket.UploadUrl, ticket.Headers ?? []);
        try
        {
            using var answer = await transport.SendAsync(
                () => Request(signed, file, 0, (at, bytes) => meter.Passed(at + bytes)), HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (MatineeException e) when (e.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            // An earlier try arrived and its answer did not; the server looks at what is there.
        }
    }, cancellationToken, FewTries);

    /// <summary>What of the parts is there; null when the server knows the upload no more.</summary>
    public async Task<PartsReport?> BeginPartsAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.SendAsync(HttpMethod.Post, url.TrimStart('/'), UploadsJson.Default.PartsReport, cancellationToken);
        }
        catch (MatineeException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>Sends what is missing. What was reported is kept by the server, so that cancelling loses the parts under way and no more.</summary>
    public async Task SendPartsAsync(string url, PartsReport report, SafeFileHandle file, long length, UploadMeter meter, CancellationToken cancellationToken)
    {
        var missing = new Queue<int>(Enumerable.Range(1, report.Count).Except(report.Done));
        _sent = report.Done.Sum(number => Math.Min(report.PartBytes, length - ((number - 1) * report.PartBytes)));
        meter.Passed(_sent);
        while (missing.Count > 0)
        {
            int[] batch = [.. Enumerable.Range(0, Math.Min(SignedAtOnce, missing.Count)).Select(_ => missing.Dequeue())];
            await Parallel.ForEachAsync(
                await SignAsync(url, batch, cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = cancellationToken },
                async (part, stop) => await SendPartAsync(url, part, file, (part.Number - 1) * report.PartBytes, meter, stop));
        }
    }

    /// <summary>Tells the server that all is there, and waits while it looks. Returns the hash it found, or null when it looked for none.</summary>
    public async Task<string?> CompleteAsync(string sha256, CancellationToken cancellationToken)
    {
        UploadReceipt? receipt = null;
        while (receipt is not { State: "completed" })
        {
            await RetryAsync(async () => receipt = await transport.SendAsync(
                HttpMethod.Post, completeUrl.TrimStart('/'), new CompleteBody(sha256), UploadsJson.Default.CompleteBody, UploadsJson.Default.UploadReceipt, cancellationToken), cancellationToken);
            if (receipt is { State: "verifying" })
                await Task.Delay(AskAgain, transport.Time, cancellationToken);
        }

        return receipt.Sha256;
    }

    private async Task SendPartAsync(string url, SignedPart part, SafeFileHandle file, long offset, UploadMeter meter, CancellationToken cancellationToken)
    {
        var told = 0L;
        await RetryAsync(async () =>
        {
            Move(-told);
            told = 0;
            try
            {
                using var answer = await transport.SendAsync(() => Request(part, file, offset, (_, bytes) =>
                {
                    told += bytes;
                    Move(bytes);
                }), HttpCompletionOption.ResponseContentRead, cancellationToken);
                using var reported = await transport.SendAsync(
                    () => Report(url, part.Number, answer.Headers.ETag?.ToString() ?? ""), HttpCompletionOption.ResponseContentRead, cancellationToken);
            }
            catch (MatineeException e) when (e.Status == HttpStatusCode.Forbidden)
            {
                part = (await SignAsync(url, [part.Number], cancellationToken))[0]; // it may have expired on a slow line
                throw;
            }
        }, cancellationToken);

        void Move(long bytes)
        {
            lock (_gate)
            {
                _sent += bytes;
                meter.Passed(_sent);
            }
        }
    }

    private async Task<IReadOnlyList<SignedPart>> SignAsync(string url, int[] numbers, CancellationToken cancellationToken) =>
        (await transport.SendAsync(
            HttpMethod.Post, url.TrimStart('/') + "/sign", new SignBody(numbers), UploadsJson.Default.SignBody, UploadsJson.Default.SignedParts, cancellationToken)).Parts;

    private async Task RetryAsync(Func<Task> attempt, CancellationToken cancellationToken, int most = MaxTries)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await attempt();
                return;
            }
            catch (Exception e) when (tries < most && MayHelp(e) && !cancellationToken.IsCancellationRequested)
            {
                var asked = (e as MatineeException)?.RetryAfter ?? TimeSpan.Zero;
                var backoff = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << (tries - 1)));
                await Task.Delay((asked > backoff ? asked : backoff) * (0.75 + (RandomNumberGenerator.GetInt32(500) / 1000.0)), transport.Time, cancellationToken);
            }
        }
    }

    private static bool MayHelp(Exception e) => e switch
    {
        MatineeException no => no.Status is HttpStatusCode.Conflict or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        HttpRequestException or SocketException or OperationCanceledException => true,
        _ => false,
    };

    private static HttpRequestMessage Request(SignedPart part, SafeFileHandle file, long offset, Action<long, int> passed)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, part.Url)
        {
            Content = new ChunkContent(file, offset, part.Bytes, (at, bytes) => passed(at, bytes.Length), contentType: null),
        };
        foreach (var (name, value) in part.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static HttpRequestMessage Report(string url, int number, string tag) =>
        new(HttpMethod.Put, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{url.TrimStart('/')}/{number}"))
        {
            Content = System.Net.Http.Json.JsonContent.Create(new PartBody(tag), UploadsJson.Default.PartBody),
        };
}
