using Matinee.App.Storage;

namespace Matinee.IntegrationTests.Streams;

/// <summary>A store that does not let go of one of its objects, as one in a folder without the right to write.</summary>
internal sealed class StubbornStore(IObjectStore store) : IObjectStore
{
    /// <summary>Which; null: none.</summary>
    public string? Holds { get; set; }

    public Task<StoredObject> PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken) => store.PutAsync(key, content, cancellationToken);

    public Task<StoredObject> AdoptAsync(ObjectKey key, string path, CancellationToken cancellationToken) => store.AdoptAsync(key, path, cancellationToken);

    public Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken cancellationToken) => store.HeadAsync(key, cancellationToken);

    public Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken) => store.OpenReadAsync(key, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        key.Value == Holds ? throw new UnauthorizedAccessException($"Access to {key} is denied.") : store.DeleteAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

    public string? LocalPath(ObjectKey key) => store.LocalPath(key);

    public long? FreeBytes() => store.FreeBytes();
}
