namespace Matinee.App.Storage;

/// <summary>
/// Where bytes live: originals, segments, pictures. Keys are written once and never overwritten with other content
/// (content that changes gets a new key), so readers need no coordination.
/// </summary>
/// <remarks>
/// An object is visible only when whole: <see cref="PutAsync"/> and <see cref="AdoptAsync"/> are atomic and durable when
/// they complete. A missing object is null or a no-op, never an exception; a broken store throws <see cref="IOException"/>;
/// no room is <see cref="StoreFullException"/>. A reader sees the bytes it opened or fails; it never sees those of a later put.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Stores the stream's rest under <paramref name="key"/>. Putting a key again replaces it.</summary>
    Task<StoredObject> PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken);

    /// <summary>Takes a finished local file into the store. The file is gone afterwards (renamed where possible).</summary>
    Task<StoredObject> AdoptAsync(ObjectKey key, string path, CancellationToken cancellationToken);

    Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Opens for reading; the stream is seekable where the store allows it. Null when there is no such object.</summary>
    Task<Stream?> OpenReadAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Idempotent.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Objects whose key begins with <paramref name="prefix"/> (a whole number of segments, or empty), in no order.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The file behind a key, for ffmpeg and for zero-copy serving; null where the store is remote. The file need not exist.</summary>
    string? LocalPath(ObjectKey key);

    /// <summary>Bytes that may still be written, or null when the store knows no bound.</summary>
    long? FreeBytes();
}

/// <summary>What the store knows of an object. <paramref name="LastModified"/> drives the sweep of unreferenced keys.</summary>
public sealed record StoredObject(ObjectKey Key, long Bytes, DateTimeOffset LastModified);
