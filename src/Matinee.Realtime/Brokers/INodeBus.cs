namespace Matinee.Realtime.Brokers;

/// <summary>
/// Messages from each node to all nodes: revocations, presence, usage. At most once, no history; in order from one sender on one topic while
/// its connection lasts; no order between senders. Who needs certainty repeats itself.
/// </summary>
public interface INodeBus
{
    /// <summary>
    /// Sends to every listener of the topic on every node, this one included. Completes when it has been handed over, not when it was heard.
    /// Throws <see cref="BrokerUnavailableException"/> when it surely was not handed over.
    /// </summary>
    /// <param name="topic">1 to 64 of a-z, 0-9 and <c>-</c>.</param>
    /// <param name="message">At most 256 KiB.</param>
    Task SendAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>
    /// From its completion on, <paramref name="heard"/> is called with each message, never two at once; it must return quickly and must not throw.
    /// Listening survives a lost connection, without what was sent meanwhile. Disposing ends it.
    /// </summary>
    Task<IAsyncDisposable> ListenAsync(string topic, Action<ReadOnlyMemory<byte>> heard, CancellationToken cancellationToken);
}
