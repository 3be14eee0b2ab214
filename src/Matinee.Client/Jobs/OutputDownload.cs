using System.Net;
using System.Net.Http.Headers;
using Matinee.Client.Http;

namespace Matinee.Client.Jobs;

/// <summary>A download that is taken up where it broke, by ranges.</summary>
internal static class OutputDownload
{
    private const int Piece = 128 * 1024;
    private const int MostFailures = 6;

    public static async Task<long> RunAsync(
        ApiTransport transport, string path, Stream to, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        for (var failures = 0; ; failures++)
        {
            try
            {
                using var response = await transport.SendAsync(() =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Get, path);
                    if (done > 0)
                        request.Headers.Range = new RangeHeaderValue(done, null);
                    return request;
                }, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                // A server that knows no ranges sends all of it again.
                if (done > 0 && response.StatusCode != HttpStatusCode.PartialContent)
                    throw new InvalidDataException("The download broke, and the server cannot go on in the middle.");
                var total = response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength + done;
                await using var body = new WatchfulStream(await response.Content.ReadAsStreamAsync(cancellationToken), transport.Time);
                var buffer = new byte[Piece];
                int read;
                while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    done += read;
                    failures = 0;
                    progress?.Report((done, total ?? done));
                }

                if (total is null || done >= total)
                    return done;
                throw new HttpRequestException($"The connection ended after {done} of {total} bytes.");
            }
            catch (Exception e) when (failures < MostFailures && EventStream.IsPassing(e))
            {
                await Task.Delay(Backoff.After(failures), transport.Time, cancellationToken);
            }
        }
    }
}
