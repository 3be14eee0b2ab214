using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Matinee.Adapters.Remote;
using Matinee.App.Storage;

namespace Matinee.Adapters.S3;

/// <summary>An object in parts.</summary>
internal sealed class S3Multipart(S3Connection connection, ObjectKey key)
{
    private readonly string _bucket = connection.Location.Bucket;
    private readonly string _name = connection.NameOf(key);

    public async Task<string> BeginAsync(string contentType, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _name, ContentType = contentType };
        return (await connection.Calls.RunAsync("begin_parts", 0, stop => connection.Client.InitiateMultipartUploadAsync(request, stop), cancellationToken)).UploadId;
    }

    /// <summary>Returns the part's ETag.</summary>
    public async Task<string> SendAsync(string id, PartReader.Part part, CancellationToken cancellationToken) =>
        (await connection.Calls.RunAsync("put_part", part.Length, stop => connection.Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = _bucket,
            Key = _name,
            UploadId = id,
            PartNumber = part.Number,
            PartSize = part.Length,
            InputStream = part.Open(),
            UseChunkEncoding = false,
        }, stop), cancellationToken)).ETag;

    /// <param name="bytes">Of the whole, when known: tells a completion whose answer was lost from one that never was.</param>
    public async Task CompleteAsync(string id, IReadOnlyList<UploadedPart> parts, long? bytes, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = _bucket,
            Key = _name,
            UploadId = id,
            PartETags = [.. parts.Select(p => new PartETag(p.Number, p.ETag))],
        };
        await connection.Calls.RunAsync("complete_parts", 0, async stop =>
        {
            try
            {
                await connection.Client.CompleteMultipartUploadAsync(request, stop);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // The upload is gone: either it was completed before, or it never will be.
                if (!await IsThereAsync(bytes, stop))
                    throw;
            }

            return true;
        }, cancellationToken);
    }

    public Task AbortAsync(string id, CancellationToken cancellationToken) => connection.Calls.FindAsync("abort_parts", 0, stop =>
        connection.Client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = _bucket, Key = _name, UploadId = id }, stop), cancellationToken);

    private async Task<bool> IsThereAsync(long? bytes, CancellationToken cancellationToken)
    {
        try
        {
            var found = await connection.Client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _bucket, Key = _name }, cancellationToken);
            return bytes is null || bytes == found.ContentLength;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
