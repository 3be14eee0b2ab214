namespace Matinee.Realtime.Brokers;

/// <summary>
/// The ordered logs of channels, one slot of state beside each, and the wires on which nodes hear of both.
/// <para><b>Ordering.</b> Inside an epoch offsets are 1, 2, 3, ... without a hole, whoever appends from wherever; what stands at an
/// offset never changes. Trimming takes the oldest away and renumbers nothing. Whatever cannot keep this promise (a lost store,
/// a removal) begins a new epoch, whose name was never used before for that channel.</para>
/// <para><b>Durability.</b> As good as the store behind it, and no better: a store that loses acknowledged entries has to be noticed by
/// the implementation and told by a new epoch, never by a hole or by other bytes at a known offset.</para>
/// <para><b>Failure.</b> <see cref="AppendAsync"/> answers <see cref="Unavailable"/>; every other verb throws
/// <see cref="BrokerUnavailableException"/>. Neither waits longer than the implementation's own timeout. Cancellation gives up waiting;
/// it does not undo.</para>
/// All members may be called from any thread at once. Channel names are 1 to 255 bytes of UTF-8.
/// </summary>
public interface IBroker
{
    /// <summary>
    /// Whether the store is reachable, as far as the implementation knows without being asked. A store that is gone says so here before a verb fails for it:
    /// a verb that fails while this is up was left without an answer once, or refused for its channel alone.
    /// </summary>
    BrokerHealth Health { get; }

    /// <summary>Raised once for each change of <see cref="BrokerHealth.IsUp"/>, one at a time, in order. Handlers must not block.</summary>
    event Action<BrokerHealth>? HealthChanged;

    /// <summary>
    /// Puts one entry at the end, in one atomic step: (1) an entry with the same <see cref="LogEntry.DedupId"/> within the last 60 s is
    /// answered with <see cref="Duplicate"/> and the first result, and nothing changes; (2) with <see cref="LogEntry.State"/>, a slot whose
    /// version differs is answered with <see cref="Conflict"/>, and nothing changes (the id is not remembered); (3) the entry takes the next offset,
    /// the slot takes the new value and a version one higher, the log is trimmed, and a hint goes out to every follower.
    /// After <see cref="Unavailable"/> the entry may or may not be there: to ask again with the same <see cref="LogEntry.DedupId"/> is safe.
    /// What one node begins to append before it begins another, without waiting for the answer, stands before it, while the store is there and has lost nothing.
    /// </summary>
    Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Entries that follow <paramref name="after"/>, in order, contiguous, at most <paramref name="max"/> (1 to 10,000); none when it is the top.
    /// <see cref="Gone"/> when its epoch is not the current one, when an entry that follows it has been trimmed, or when it lies beyond the top.
    /// An empty epoch with offset 0 never matches: ask <see cref="TopAsync"/> first.
    /// </summary>
    Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Where the log ends, and the slot. A channel that nobody has used yet gets its epoch here, so that the first append that follows stands in it.
    /// It sees every append that was acknowledged, by any node, before it was called.
    /// </summary>
    Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the entries and begins a new epoch at offset 0; returns its top. The slot and its version stay, the remembered ids go.
    /// Followers are told by <see cref="IChannelListener.OnDoubt"/>.
    /// </summary>
    /// <param name="onlyAt">Where the log has to end, looked at in the same atomic step: ends it elsewhere, nothing changes and its top is returned. Null: wherever.</param>
    Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken);

    /// <summary>
    /// Tells every follower once, at most: no history, no order against entries, lost when nobody listens. At most 64 KiB.
    /// </summary>
    Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken);

    /// <summary>
    /// From its completion on, <paramref name="listener"/> hears of what is appended and signalled, by any node, this one included, until the result
    /// is disposed of (after which at most one call still under way may end). Hints may be lost, doubled or out of order: the log is the truth, and
    /// a listener that sees a hole reads it. Several listeners of one channel are independent. Following survives a lost connection: afterwards the
    /// listener hears <see cref="IChannelListener.OnDoubt"/>.
    /// </summary>
    Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken);
}
