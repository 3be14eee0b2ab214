using System.Collections.Concurrent;

namespace Matinee.Realtime.Brokers;

/// <summary>The logs of one process. They end with it, and the next process begins new epochs.</summary>
public sealed class MemoryBroker(TimeProvider time) : IBroker
{
    private static readonly TimeSpan KeptUnused = TimeSpan.FromHours(24);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, MemoryLog> _logs = new(StringComparer.Ordinal);
    private long _sweptAt = time.GetTimestamp();

    /// <summary>Never raised: memory is always there.</summary>
    public event Action<BrokerHealth>? HealthChanged
    {
        add { }
        remove { }
    }

    public BrokerHealth Health => BrokerHealth.Up;

    public Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<AppendResult>(cancellationToken) : Task.FromResult(Log(channel).Append(entry));

    public Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return Task.FromResult(Log(channel).Read(after, max));
    }

    public Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken) => Task.FromResult(Log(channel).Top());

    public Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken) =>
        Task.FromResult(Log(channel).Remove(onlyAt));

    public Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken)
    {
        if (_logs.TryGetValue(channel, out var log))
            log.Signal(signal);
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new Following(Log(channel), listener));

    private MemoryLog Log(string channel)
    {
        if (_logs.TryGetValue(channel, out var known) && known.Touch())
            return known;
        Sweep();
        while (true)
        {
            var log = _logs.GetOrAdd(channel, static (_, time) => new MemoryLog(time), time);
            if (log.Touch())
                return log;
            _logs.TryRemove(new(channel, log));
        }
    }

    // What nobody used for a day is forgotten; looked for when a channel is made, so that an idle process does nothing.
    private void Sweep()
    {
        var sweptAt = Interlocked.Read(ref _sweptAt);
        if (time.GetElapsedTime(sweptAt) < BetweenSweeps || Interlocked.CompareExchange(ref _sweptAt, time.GetTimestamp(), sweptAt) != sweptAt)
            return;
        foreach (var log in _logs)
        {
            if (log.Value.Retire(KeptUnused))
                _logs.TryRemove(log);
        }
    }

    private sealed class Following : IAsyncDisposable
    {
        private readonly MemoryLog _log;

        public Following(MemoryLog log, IChannelListener listener)
        {
            _log = log;
            log.Follow(this, listener);
        }

        public ValueTask DisposeAsync()
        {
            _log.Leave(this);
            return ValueTask.CompletedTask;
        }
    }
}
