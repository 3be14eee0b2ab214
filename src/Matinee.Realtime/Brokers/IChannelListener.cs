namespace Matinee.Realtime.Brokers;

/// <summary>Hears of one channel. Calls for one listener never overlap; they must return quickly and must not throw.</summary>
public interface IChannelListener
{
    /// <summary>An entry exists, and these are its bytes.</summary>
    /// <param name="epoch">The epoch that <see cref="Publication.Offset"/> counts in.</param>
    /// <param name="version">The slot's version after this entry.</param>
    void OnPublication(string epoch, Publication publication, long version);

    /// <summary>Somebody called <see cref="IBroker.SignalAsync"/>.</summary>
    void OnSignal(ReadOnlyMemory<byte> signal);

    /// <summary>Hints may have been lost, or the epoch is another one: ask <see cref="IBroker.TopAsync"/>.</summary>
    void OnDoubt();
}
