namespace Matinee.Realtime.Brokers;

/// <summary>
/// Small values that all nodes see, each with an end. Every verb is atomic on its key and sees what was acknowledged before it began.
/// A store that fails over may lose values: nothing stands here that cannot be made again. Times are the store's own.
/// All throw <see cref="BrokerUnavailableException"/>. Keys are 1 to 255 bytes of UTF-8, values at most 64 KiB, lifetimes at least 1 s.
/// </summary>
public interface ISharedValues
{
    /// <summary>Null: never there, expired, or removed.</summary>
    Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Replaces value and lifetime.</summary>
    Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>False, and nothing changes, when there is one: of several at once one wins.</summary>
    Task<bool> SetIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>True for the one caller that took it away: a ticket is good once.</summary>
    Task<bool> RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Takes <paramref name="cost"/> from the bucket of that key by the generic cell rate algorithm. What is refused takes nothing.
    /// A key is used either for a bucket or for a value.
    /// </summary>
    Task<TakeResult> TakeAsync(string key, RateRule rule, int cost, CancellationToken cancellationToken);
}
