using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Xml.Linq;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.Azure;

/// <summary>A container of block blobs. What fits into one part is one PUT, the rest a list of blocks. Bodies carry their MD5, which the store checks.</summary>
public sealed class AzureObjectStore : IObjectStore, IRangedObjects, IDisposable
{
    private const string BinaryType = "application/octet-stream";

    private readonly AzureConnection _connection;
    private readonly StoreCalls _calls;

    internal AzureObjectStore(AzureConnection connection) => (_connection, _calls) = (connection, connection.Calls);

    public async Task<StoredObject> PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parts = new PartReader(content);
        var first = await parts.NextAsync(cancellationToken) ?? throw new InvalidOperationException("Even an empty stream has a part.");
        if (first.IsShort)
        {
            using (first)
                await PutWholeAsync(key, first, cancellationToken);
            return new StoredObject(key, first.Length, _calls.Time.GetUtcNow());
        }

        // Blocks that are never committed are dropped by the store after a week: there is nothing to clean up.
        var blocks = new AzureBlocks(_connection, _connection.NameOf(key));
        var id = AzureBlocks.NewId();
        var (numbers, bytes) = await PartSender.SendAsync(parts, first, async (part, stop) =>
        {
            await blocks.SendAsync(id, part, stop);
            return part.Number;
        }, cancellationToken);
        await blocks.CommitAsync(id, numbers, BinaryType, replace: true, cancellationToken);
        return new StoredObject(key, bytes, _calls.Time.GetUtcNow());
    }

    public async Task<StoredObject> AdoptAsync(ObjectKey key, string path, CancellationToken cancellationToken)
    {
        StoredObject stored;
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, FileOptions.Asynchronous | FileOptions.SequentialScan))
            stored = await PutAsync(key, file, cancellationToken);
        File.Delete(path);
        return stored;
    }

    public async Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using var answer = await _calls.FindAsync("head", 0, stop =>
            _connection.SendAsync(new HttpRequestMessage(HttpMethod.Head, _connection.UrlOf(_connection.NameOf(key))), stop), cancellationToken);
        return answer is null ? null : new StoredObject(key, answer.Content.Headers.ContentLength ?? 0, answer.Content.Headers.LastModified ?? default);
    }

    public async Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var answer = await _calls.FindAsync("get", 0, stop => GetAsync(key, null, null, stop), cancellationToken);
        return answer is null ? null : await ResumableAsync(key, answer, 0, answer.Content.Headers.ContentLength ?? 0, cancellationToken);
    }

    public async Task<Stream?> OpenRangeAsync(ObjectKey key, long offset, long length, CancellationToken cancellationToken)
    {
        var answer = await _calls.FindAsync("get", 0, stop => GetAsync(key, (offset, offset + length - 1), null, stop), cancellationToken);
        if (answer is null)
            return null;
        if (answer.Content.Headers.ContentLength == length && answer.Content.Headers.ContentRange?.From == offset)
            return await ResumableAsync(key, answer, offset, offset + length, cancellationToken);
        answer.Dispose();
        throw new IOException($"{_connection.Location}: {key} has no bytes {offset} to {offset + length - 1}.");
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => _calls.FindAsync<object>("delete", 0, async stop =>
        await _connection.TellAsync(new HttpRequestMessage(HttpMethod.Delete, _connection.UrlOf(_connection.NameOf(key))), stop), cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = _connection.Location.Prefix.Length == 0 ? "" : _connection.Location.Prefix + "/";
        var below = own + (prefix.Length == 0 ? "" : prefix.TrimEnd('/') + "/");
        var marker = "";
        do
        {
            var query = $"restype=container&comp=list&maxresults=1000{Argument("prefix", below)}{Argument("marker", marker)}";
            var page = await _calls.RunAsync("list", 0, stop => _connection.ReadAsync(new HttpRequestMessage(HttpMethod.Get, _connection.UrlOf("", query)), stop), cancellationToken);
            foreach (var blob in page.Root?.Element("Blobs")?.Elements("Blob") ?? [])
            {
                if (Describe(blob, own) is { } stored)
                    yield return stored;
            }

            marker = page.Root?.Element("NextMarker")?.Value ?? "";
        }
        while (marker.Length > 0);
    }

    public string? LocalPath(ObjectKey key) => null;

    public long? FreeBytes() => null;

    public void Dispose() => _connection.Dispose();

    internal static ByteArrayContent Body(PartReader.Part part)
    {
        var content = new ByteArrayContent(part.Buffer, 0, part.Length);
#pragma warning disable CA5351 // The protocol's checksum against what happens on the way, not against an enemy.
        content.Headers.ContentMD5 = MD5.HashData(part.Buffer.AsSpan(0, part.Length));
#pragma warning restore CA5351
        content.Headers.ContentType = new MediaTypeHeaderValue(BinaryType);
        return content;
    }

    private static string Argument(string name, string value) => value.Length == 0 ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static StoredObject? Describe(XElement blob, string own)
    {
        var properties = blob.Element("Properties");
        return ObjectKey.TryParse(blob.Element("Name")?.Value[own.Length..], out var key)
            ? new StoredObject(
                key,
                long.Parse(properties?.Element("Content-Length")?.Value ?? "0", CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(properties?.Element("Last-Modified")?.Value ?? "", CultureInfo.InvariantCulture))
            : null;
    }

    private Task<bool> PutWholeAsync(ObjectKey key, PartReader.Part part, CancellationToken cancellationToken) => _calls.RunAsync("put", part.Length, stop =>
    {
        var request = new HttpRequestMessage(HttpMethod.Put, _connection.UrlOf(_connection.NameOf(key))) { Content = Body(part) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return _connection.TellAsync(request, stop);
    }, cancellationToken);

    private async Task<RangedStream> ResumableAsync(ObjectKey key, HttpResponseMessage answer, long offset, long end, CancellationToken cancellationToken)
    {
        var tag = answer.Headers.ETag?.ToString();
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return new RangedStream(_calls, async (at, stop) =>
        {
            var rest = await GetAsync(key, (at, end - 1), tag, stop);
            return await rest.Content.ReadAsStreamAsync(stop);
        }, body, offset, end);
    }

    private Task<HttpResponseMessage> GetAsync(ObjectKey key, (long From, long To)? range, string? tag, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _connection.UrlOf(_connection.NameOf(key)));
        if (range is var (from, to))
            request.Headers.Add("x-ms-range", string.Create(CultureInfo.InvariantCulture, $"bytes={from}-{to}"));
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        return _connection.SendAsync(request, cancellationToken);
    }
}
