namespace Matinee.Adapters.Remote;

/// <summary>What an operator does to a bucket or container, and what a start wants to know of it.</summary>
public interface IStoreAdministration
{
    /// <summary>Asks the store whether the bucket is there and the keys open it.</summary>
    /// <exception cref="StoreRefusedException">It said no; the message says what to do.</exception>
    /// <exception cref="IOException">It did not answer.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Makes the bucket; nothing happens when it is there.</summary>
    Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lets pages of these origins GET, HEAD and PUT with any header, and read ETag and the range headers of the answers.
    /// Rules that are not ours stay where the store can tell them apart.
    /// </summary>
    Task AllowOriginsAsync(IReadOnlyList<string> origins, CancellationToken cancellationToken);

    /// <summary>Forgets parts of uploads that were begun before then and never completed. How many.</summary>
    Task<int> RemoveStalePartsAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
