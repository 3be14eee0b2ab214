using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.S3;

/// <summary>
/// A bucket of anything that speaks S3. What fits into one part is one PUT, the rest a multipart upload: both become visible
/// whole or not at all. Bodies are signed with their hash, so a byte that changes on the way is refused by the store.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IRangedObjects, IDisposable
{
    private readonly S3Connection _connection;
    private readonly StoreCalls _calls;
    private readonly IAmazonS3 _client;
    private readonly string _bucket;

    internal S3ObjectStore(S3Connection connection)
    {
        _connection = connection;
        (_calls, _client, _bucket) = (connection.Calls, connection.Client, connection.Location.Bucket);
    }

    public async Task<StoredObject> PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parts = new PartReader(content);
        var first = await parts.NextAsync(cancellationToken) ?? throw new InvalidOperationException("Even an empty stream has a part.");
        var bytes = first.IsShort
            ? await PutWholeAsync(key, first, cancellationToken)
            : await PutPartsAsync(key, parts, first, cancellationToken);
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
        var found = await _calls.FindAsync("head", 0, stop => _client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = _bucket, Key = _connection.NameOf(key) }, stop), cancellationToken);
        return found is null ? null : new StoredObject(key, found.ContentLength, Utc(found.LastModified));
    }

    public async Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var answer = await _calls.FindAsync("get", 0, stop => GetAsync(key, null, null, stop), cancellationToken);
        return answer is null ? null : Resumable(key, answer, 0, answer.ContentLength);
    }

    public async Task<Stream?> OpenRangeAsync(ObjectKey key, long offset, long length, CancellationToken cancellationToken)
    {
        var answer = await _calls.FindAsync("get", 0, stop => GetAsync(key, (offset, offset + length - 1), null, stop), cancellationToken);
        if (answer is null)
            return null;
        if (answer.ContentLength == length && answer.HttpStatusCode == HttpStatusCode.PartialContent)
            return Resumable(key, answer, offset, offset + length);
        answer.Dispose();
        throw new IOException($"{_connection.Location}: {key} has no bytes {offset} to {offset + length - 1}.");
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => _calls.FindAsync("delete", 0, stop =>
        _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = _connection.NameOf(key) }, stop), cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var own = _connection.Location.Prefix.Length == 0 ? "" : _connection.Location.Prefix + "/";
        var below = own + (prefix.Length == 0 ? "" : prefix.TrimEnd('/') + "/");
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = below, ContinuationToken = next };
            var page = await _calls.RunAsync("list", 0, stop => _client.ListObjectsV2Async(request, stop), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                if (ObjectKey.TryParse(found.Key[own.Length..], out var key))
                    yield return new StoredObject(key, found.Size ?? 0, Utc(found.LastModified));
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    public string? LocalPath(ObjectKey key) => null;

    public long? FreeBytes() => null;

    public void Dispose() => _connection.Dispose();

    private async Task<long> PutWholeAsync(ObjectKey key, PartReader.Part part, CancellationToken cancellationToken)
    {
        using (part)
        {
            await _calls.RunAsync("put", part.Length, stop => _client.PutObjectAsync(new PutObjectRequest
            {
                BucketName = _bucket,
                Key = _connection.NameOf(key),
                InputStream = part.Open(),
                UseChunkEncoding = false,
            }, stop), cancellationToken);
            return part.Length;
        }
    }

    private async Task<long> PutPartsAsync(ObjectKey key, PartReader parts, PartReader.Part first, CancellationToken cancellationToken)
    {
        var multipart = new S3Multipart(_connection, key);
        string? id = null;
        try
        {
            id = await multipart.BeginAsync("application/octet-stream", cancellationToken);
            var (tags, bytes) = await PartSender.SendAsync(parts, first, (part, stop) => multipart.SendAsync(id, part, stop), cancellationToken);
            await multipart.CompleteAsync(id, [.. tags.Select((tag, i) => new UploadedPart(i + 1, tag))], bytes, cancellationToken);
            return bytes;
        }
        catch when (id is not null)
        {
            // Whoever cancelled does not wait for the clean-up; what it misses is swept when it is old.
            using var patience = new CancellationTokenSource(_calls.Patience.Attempt, _calls.Time);
            await multipart.AbortAsync(id, patience.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
            throw;
        }
    }

    private RangedStream Resumable(ObjectKey key, GetObjectResponse answer, long offset, long end)
    {
        var tag = answer.ETag;
        return new RangedStream(
            _calls, async (at, stop) => (await GetAsync(key, (at, end - 1), tag, stop)).ResponseStream, answer.ResponseStream, offset, end);
    }

    private Task<GetObjectResponse> GetAsync(ObjectKey key, (long From, long To)? range, string? tag, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket, Key = _connection.NameOf(key) };
        if (range is var (from, to))
            request.ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={from}-{to}"));
        if (tag is not null)
            request.EtagToMatch = tag;
        return _client.GetObjectAsync(request, cancellationToken);
    }

    // The SDK gives local times or UTC ones by the kind of the answer.
    private static DateTimeOffset Utc(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;
}
