namespace Matinee.App.Storage;

/// <summary>
/// Lets a browser, a command line or a worker move bytes to and from the store without passing them through a server: by
/// URLs that are signed, name one object and one verb, and expire. Registered only where the store can do it (S3, GCS,
/// Azure Blob); the local folder cannot, and everything then goes through a server's own routes.
/// </summary>
/// <remarks>Signing is arithmetic: except for the part uploads, nothing here asks the store. URLs are secrets; never log them.</remarks>
public interface IDirectTransfers
{
    /// <summary>GET, with ranges. <paramref name="contentType"/> is what the store shall answer with, where it can.</summary>
    Uri Download(ObjectKey key, TimeSpan lifetime, string? contentType = null);

    /// <summary>One PUT of the whole object; <see cref="DirectUpload.Headers"/> must be sent as they are. A second PUT is refused where the store can.</summary>
    /// <param name="bytes">When known, the store refuses another length where it can (S3); elsewhere whoever asked looks at the object.</param>
    DirectUpload Upload(ObjectKey key, string contentType, long? bytes, TimeSpan lifetime);

    /// <summary>Begins an upload in parts and returns its id, which the three calls below take.</summary>
    Task<string> BeginPartsAsync(ObjectKey key, string contentType, CancellationToken cancellationToken);

    /// <summary>One part, numbered from 1. Sending a part again replaces it.</summary>
    /// <param name="bytes">When known, the store refuses another length where it can.</param>
    DirectUpload UploadPart(ObjectKey key, string uploadId, int number, TimeSpan lifetime, long? bytes = null);

    /// <summary>Makes the object of its parts, atomically. Repeating it after success is harmless.</summary>
    /// <param name="parts">Numbers and the ETags that the store answered, in order.</param>
    Task CompletePartsAsync(ObjectKey key, string uploadId, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken);

    /// <summary>Forgets the parts. Idempotent.</summary>
    Task AbortPartsAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken);
}

/// <summary>A signed PUT.</summary>
public sealed record DirectUpload(Uri Url, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);

/// <param name="Number">From 1.</param>
/// <param name="ETag">As answered, quotes included.</param>
public sealed record UploadedPart(int Number, string ETag);
