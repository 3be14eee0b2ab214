using System.Buffers;
using System.Threading.Channels;

namespace Matinee.Brokers.Nats;

/// <summary>Bytes on their way to a server. What gathers while one write is under way leaves with the next.</summary>
internal sealed class NatsOutbox(int mostBytes)
{
    private readonly Lock _gate = new();

    // One token is enough: it says that there is something, not how much.
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private ArrayBufferWriter<byte> _filling = new(16 * 1024);
    private ArrayBufferWriter<byte> _leaving = new(16 * 1024);
    private bool _closed;

    /// <summary>Writes one operation whole, or nothing of it.</summary>
    /// <exception cref="NatsUnavailableException">The server does not take what it is sent.</exception>
    public void Write<TState>(Action<IBufferWriter<byte>, TState> operation, TState state)
    {
        lock (_gate)
        {
            if (_closed)
                throw new NatsUnavailableException("The connection to NATS is lost.");
            if (_filling.WrittenCount > mostBytes)
                throw new NatsUnavailableException($"More than {mostBytes} bytes wait to be sent to NATS.", isSilence: true);
            operation(_filling, state);
        }

        _bell.Writer.TryWrite(true);
    }

    /// <summary>Carries everything to the server until one of them ends.</summary>
    public async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await _bell.Reader.WaitToReadAsync(cancellationToken))
        {
            _bell.Reader.TryRead(out _);
            lock (_gate)
                (_filling, _leaving) = (_leaving, _filling);
            await stream.WriteAsync(_leaving.WrittenMemory, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            // A buffer that a burst made large is not kept.
            if (_leaving.Capacity > 1024 * 1024)
                _leaving = new(16 * 1024);
            else
                _leaving.ResetWrittenCount();
        }
    }

    public void Close()
    {
        lock (_gate)
            _closed = true;
        _bell.Writer.TryComplete();
    }
}
