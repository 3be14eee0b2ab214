using Matinee.Realtime.Brokers;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>A store in memory with a switch: off, it throws or never answers; it may also lose hints.</summary>
internal sealed class SwitchedBroker(IBroker store) : IBroker
{
    private volatile bool _isOff;

    public event Action<BrokerHealth>? HealthChanged;

    public BrokerHealth Health => _isOff ? BrokerHealth.Down("switched off") : BrokerHealth.Up;

    /// <summary>Off: calls are never answered, rather than refused.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Hints are lost while this is set.</summary>
    public bool LosesHints { get; set; }

    public void TurnOff(bool andSay)
    {
        _isOff = true;
        if (andSay)
            HealthChanged?.Invoke(Health);
    }

    public void TurnOn() => _isOff = false;

    public async Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await store.AppendAsync(channel, entry, cancellationToken);
    }

    public async Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await store.ReadAsync(channel, after, max, cancellationToken);
    }

    public async Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await store.TopAsync(channel, cancellationToken);
    }

    public async Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await store.RemoveAsync(channel, onlyAt, cancellationToken);
    }

    public async Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken)
    {
        await PassAsync();
        await store.SignalAsync(channel, signal, cancellationToken);
    }

    public async Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken)
    {
        await PassAsync();
        return await store.FollowAsync(channel, new Lossy(this, listener), cancellationToken);
    }

    private Task PassAsync()
    {
        if (!_isOff)
            return Task.CompletedTask;
        return IsSilent ? Task.Delay(Timeout.Infinite) : throw new BrokerUnavailableException("It is switched off.");
    }

    private sealed class Lossy(SwitchedBroker broker, IChannelListener listener) : IChannelListener
    {
        public void OnPublication(string epoch, Publication publication, long version)
        {
            if (!broker.LosesHints && !broker._isOff)
                listener.OnPublication(epoch, publication, version);
        }

        public void OnSignal(ReadOnlyMemory<byte> signal) => listener.OnSignal(signal);

        public void OnDoubt() => listener.OnDoubt();
    }
}
