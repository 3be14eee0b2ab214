using Matinee.App.Storage;

namespace Matinee.Adapters.Azure;

/// <summary>
/// Service SAS URLs. They cannot fix the length of a body: whoever asked looks at the object. A whole PUT may only create;
/// blocks need the right to write, but the blob they become is committed by the server, and only where none is.
/// </summary>
public sealed class AzureDirectTransfers : IDirectTransfers
{
    private readonly AzureConnection _connection;

    internal AzureDirectTransfers(AzureConnection connection) => _connection = connection;

    public Uri Download(ObjectKey key, TimeSpan lifetime, string? contentType = null) => Grant(key, "r", After(lifetime), contentType: contentType);

    public DirectUpload Upload(ObjectKey key, string contentType, long? bytes, TimeSpan lifetime)
    {
        var expires = After(lifetime);
        return new DirectUpload(
            Grant(key, "c", expires),
            new Dictionary<string, string> { ["x-ms-blob-type"] = "BlockBlob", ["Content-Type"] = contentType },
            expires);
    }

    public Task<string> BeginPartsAsync(ObjectKey key, string contentType, CancellationToken cancellationToken) =>
        Task.FromResult(AzureBlocks.NewId()); // blocks need no beginning

    public DirectUpload UploadPart(ObjectKey key, string uploadId, int number, TimeSpan lifetime, long? bytes = null)
    {
        var expires = After(lifetime);
        return new DirectUpload(
            Grant(key, "w", expires, $"comp=block&blockid={Uri.EscapeDataString(AzureBlocks.Name(uploadId, number))}&"), new Dictionary<string, string>(), expires);
    }

    public Task CompletePartsAsync(ObjectKey key, string uploadId, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken) =>
        new AzureBlocks(_connection, _connection.NameOf(key)).CommitAsync(uploadId, parts.Select(p => p.Number), "application/octet-stream", replace: false, cancellationToken);

    public Task AbortPartsAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) =>
        new AzureBlocks(_connection, _connection.NameOf(key)).AbortAsync(cancellationToken);

    private Uri Grant(ObjectKey key, string permissions, DateTimeOffset expires, string query = "", string? contentType = null)
    {
        var blob = _connection.NameOf(key);
        return _connection.UrlOf(blob, query + _connection.Key.Grant(blob, permissions, expires, contentType));
    }

    private DateTimeOffset After(TimeSpan lifetime) => _connection.Calls.Time.GetUtcNow() + lifetime;
}
