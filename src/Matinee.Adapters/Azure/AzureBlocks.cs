using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.Azure;

/// <summary>A blob in blocks. Until the list of them is committed nobody sees anything.</summary>
internal sealed class AzureBlocks(AzureConnection connection, string blob)
{
    /// <summary>Tells a commit whose answer was lost from somebody else's blob.</summary>
    private const string IdHeader = "x-ms-meta-upload";

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>All of one length, as the store demands, and of this upload alone.</summary>
    public static string Name(string id, int number) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}-{number:00000}")));

    public Task SendAsync(string id, PartReader.Part part, CancellationToken cancellationToken) => connection.Calls.RunAsync("put_part", part.Length, stop =>
    {
        var request = new HttpRequestMessage(HttpMethod.Put, connection.UrlOf(blob, $"comp=block&blockid={Uri.EscapeDataString(Name(id, part.Number))}"))
        {
            Content = AzureObjectStore.Body(part),
        };
        return connection.TellAsync(request, stop);
    }, cancellationToken);

    /// <param name="replace">Whether an older blob may be replaced.</param>
    public Task CommitAsync(string id, IEnumerable<int> numbers, string contentType, bool replace, CancellationToken cancellationToken)
    {
        var list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        foreach (var number in numbers)
            list.Append(CultureInfo.InvariantCulture, $"<Latest>{Name(id, number)}</Latest>");
        list.Append("</BlockList>");
        return connection.Calls.RunAsync("complete_parts", 0, async stop =>
        {
            var request = new HttpRequestMessage(HttpMethod.Put, connection.UrlOf(blob, "comp=blocklist")) { Content = new StringContent(list.ToString(), Encoding.UTF8, "application/xml") };
            request.Headers.Add("x-ms-blob-content-type", contentType);
            request.Headers.Add(IdHeader, id);
            if (!replace)
                request.Headers.TryAddWithoutValidation("If-None-Match", "*");
            try
            {
                return await connection.TellAsync(request, stop);
            }
            catch (AzureRefusalException e) when (e.Status is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.BadRequest)
            {
                // Blocks that were committed before are no longer "latest uncommitted", and the blob is there: was it us?
                if (await IsOursAsync(id, stop))
                    return true;
                throw;
            }
        }, cancellationToken);
    }

    /// <summary>There is no call for it: an empty list commits nothing and drops the blocks, and the empty blob is deleted.</summary>
    public async Task AbortAsync(CancellationToken cancellationToken)
    {
        var id = NewId();
        try
        {
            await CommitAsync(id, [], "application/octet-stream", replace: false, cancellationToken);
        }
        catch (StoreBrokenException e) when (e.InnerException is AzureRefusalException { Status: HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed })
        {
            return; // it was completed: an object is not ours to take away
        }

        await connection.Calls.FindAsync<object>("abort_parts", 0, async stop => await connection.TellAsync(new HttpRequestMessage(HttpMethod.Delete, connection.UrlOf(blob)), stop), cancellationToken);
    }

    private async Task<bool> IsOursAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await connection.SendAsync(new HttpRequestMessage(HttpMethod.Head, connection.UrlOf(blob)), cancellationToken);
            return answer.Headers.TryGetValues(IdHeader, out var ids) && ids.Contains(id);
        }
        catch (AzureRefusalException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
