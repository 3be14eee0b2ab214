namespace Matinee.App.Storage;

/// <summary>
/// A store in which a reader that wants only a part should say so: opening the whole would send bytes that nobody reads.
/// Remote stores have it.
/// </summary>
public interface IRangedObjects
{
    /// <summary>Bytes from <paramref name="offset"/> to the end of the stream, <paramref name="length"/> of them. Null when there is no such object.</summary>
    /// <exception cref="IOException">The store is broken, or the object is shorter.</exception>
    Task<Stream?> OpenRangeAsync(ObjectKey key, long offset, long length, CancellationToken cancellationToken);
}
