using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Following;

/// <summary>One listener of one channel; its calls never overlap, whichever thread brings them.</summary>
internal sealed class Follower(IChannelListener listener)
{
    private readonly Lock _gate = new();
    private volatile bool _ended;

    public void Tell(LogRecord record)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            if (record.Publication is { } publication)
                listener.OnPublication(record.Epoch, publication, record.Version);
            else
                listener.OnDoubt();
        }
    }

    public void TellSignal(ReadOnlyMemory<byte> signal)
    {
        lock (_gate)
        {
            if (!_ended)
                listener.OnSignal(signal);
        }
    }

    public void TellDoubt()
    {
        lock (_gate)
        {
            if (!_ended)
                listener.OnDoubt();
        }
    }

    public void End() => _ended = true;
}
