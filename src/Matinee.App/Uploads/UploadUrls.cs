using Matinee.App.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>
/// The expiring URL that takes one file by PUT without any other credential, as a bucket's presigned URL does. The signature
/// covers the verb, the upload and the largest size, so it opens nothing else.
/// </summary>
internal sealed class UploadUrls(ClusterSecret secret, IOptions<UploadOptions> options, TimeProvider time)
{
    private readonly SignedToken _tokens = new(secret, "upload-url", time);

    public (string Url, DateTimeOffset ExpiresAt) For(TrackedUpload upload)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + options.Value.UrlLifetime).ToUnixTimeSeconds());
        return ($"/api/uploads/{upload.Id}/content?token={_tokens.Sign(Payload("PUT", upload), expires)}", expires);
    }

    public bool Opens(TrackedUpload upload, string method, string? token) => _tokens.Verify(Payload(method, upload), token);

    private static string Payload(string method, TrackedUpload upload) => $"{method}\n{upload.Id}\n{upload.MaxBytes}";
}
