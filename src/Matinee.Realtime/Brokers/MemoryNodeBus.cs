using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Matinee.Realtime.Brokers;

/// <summary>The bus of a single node: it talks to itself.</summary>
public sealed class MemoryNodeBus : INodeBus
{
    private readonly ConcurrentDictionary<string, BusTopic> _topics = new(StringComparer.Ordinal);

    public Task SendAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (_topics.TryGetValue(topic, out var listeners))
            listeners.Send(message);
        return Task.CompletedTask;
    }

    public Task<IAsyncDisposable> ListenAsync(string topic, Action<ReadOnlyMemory<byte>> heard, CancellationToken cancellationToken) =>
        Task.FromResult<IAsyncDisposable>(new Listening(_topics.GetOrAdd(topic, static _ => new BusTopic()), heard));

    private sealed class BusTopic
    {
        private readonly Lock _gate = new();
        private readonly Queue<ReadOnlyMemory<byte>> _messages = new();
        private bool _sending;

        public ImmutableArray<Listening> Listeners { get; set; } = [];

        public Lock Gate => _gate;

        // Serial, without a lock held over the listeners, who may send in turn.
        public void Send(ReadOnlyMemory<byte> message)
        {
            lock (_gate)
            {
                _messages.Enqueue(message);
                if (_sending)
                    return;
                _sending = true;
            }

            while (true)
            {
                ReadOnlyMemory<byte> next;
                ImmutableArray<Listening> listeners;
                lock (_gate)
                {
                    if (!_messages.TryDequeue(out next))
                    {
                        _sending = false;
                        return;
                    }

                    listeners = Listeners;
                }

                foreach (var listening in listeners)
                    listening.Heard(next);
            }
        }
    }

    private sealed class Listening : IAsyncDisposable
    {
        private readonly BusTopic _topic;

        public Listening(BusTopic topic, Action<ReadOnlyMemory<byte>> heard)
        {
            (_topic, Heard) = (topic, heard);
            lock (topic.Gate)
                topic.Listeners = topic.Listeners.Add(this);
        }

        public Action<ReadOnlyMemory<byte>> Heard { get; }

        public ValueTask DisposeAsync()
        {
            lock (_topic.Gate)
                _topic.Listeners = _topic.Listeners.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
