using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Matinee.App.Storage;

namespace Matinee.Adapters.S3;

/// <summary>Signature version 4 in the query (presigned URLs).</summary>
public sealed class S3DirectTransfers : IDirectTransfers
{
    /// <summary>Signature version 4 allows no more.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly S3Connection _connection;
    private readonly Protocol _protocol;

    internal S3DirectTransfers(S3Connection connection)
    {
        _connection = connection;
        _protocol = connection.Location.Endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS;
    }

    public Uri Download(ObjectKey key, TimeSpan lifetime, string? contentType = null)
    {
        var request = Request(key, HttpVerb.GET, lifetime);
        if (contentType is not null)
            request.ResponseHeaderOverrides.ContentType = contentType;
        return Sign(request);
    }

    public DirectUpload Upload(ObjectKey key, string contentType, long? bytes, TimeSpan lifetime)
    {
        var request = Request(key, HttpVerb.PUT, lifetime);
        var headers = new Dictionary<string, string> { ["Content-Type"] = contentType };
        request.ContentType = contentType;
        if (_connection.Location.Dialect == S3Dialect.Amazon)
        {
            // The URL outlives its use, and an object must not change once it was looked at.
            request.Headers["If-None-Match"] = headers["If-None-Match"] = "*";
        }

        Fix(request, bytes);
        return new DirectUpload(Sign(request), headers, ExpiryOf(request));
    }

    public Task<string> BeginPartsAsync(ObjectKey key, string contentType, CancellationToken cancellationToken) =>
        new S3Multipart(_connection, key).BeginAsync(contentType, cancellationToken);

    public DirectUpload UploadPart(ObjectKey key, string uploadId, int number, TimeSpan lifetime, long? bytes = null)
    {
        var request = Request(key, HttpVerb.PUT, lifetime);
        request.UploadId = uploadId;
        request.PartNumber = number;
        Fix(request, bytes);
        return new DirectUpload(Sign(request), new Dictionary<string, string>(), ExpiryOf(request));
    }

    public Task CompletePartsAsync(ObjectKey key, string uploadId, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken) =>
        new S3Multipart(_connection, key).CompleteAsync(uploadId, parts, bytes: null, cancellationToken);

    public Task AbortPartsAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) =>
        new S3Multipart(_connection, key).AbortAsync(uploadId, cancellationToken);

    private GetPreSignedUrlRequest Request(ObjectKey key, HttpVerb verb, TimeSpan lifetime) => new()
    {
        BucketName = _connection.Location.Bucket,
        Key = _connection.NameOf(key),
        Verb = verb,
        Protocol = _protocol,
        Expires = (_connection.Calls.Time.GetUtcNow() + (lifetime < Longest ? lifetime : Longest)).UtcDateTime,
    };

    /// <summary>A signed length: the store refuses a body of another.</summary>
    private static void Fix(GetPreSignedUrlRequest request, long? bytes)
    {
        if (bytes is { } length)
            request.Headers["Content-Length"] = length.ToString(CultureInfo.InvariantCulture);
    }

    private Uri Sign(GetPreSignedUrlRequest request) => new(_connection.Client.GetPreSignedURL(request));

    private static DateTimeOffset ExpiryOf(GetPreSignedUrlRequest request) => new(request.Expires ?? default, TimeSpan.Zero);
}
