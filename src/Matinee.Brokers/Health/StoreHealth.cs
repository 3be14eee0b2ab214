using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Health;

/// <summary>
/// Whether a store is there, from what its connection and its answers say: down at once when the connection is lost or the store refuses, after
/// two silences in a row, up again with the next answer.
/// </summary>
internal sealed class StoreHealth
{
    private const int Silences = 2;

    private readonly Lock _gate = new();
    private BrokerHealth _now = BrokerHealth.Down("It was not asked yet.");
    private int _silences;

    public event Action<BrokerHealth>? Changed;

    public BrokerHealth Now
    {
        get
        {
            lock (_gate)
                return _now;
        }
    }

    public void Answered()
    {
        lock (_gate)
        {
            _silences = 0;
            if (!_now.IsUp)
                Turn(BrokerHealth.Up);
        }
    }

    public void WasSilent(string reason)
    {
        lock (_gate)
        {
            if (++_silences >= Silences)
                Fail(reason);
        }
    }

    public void Fail(string reason)
    {
        lock (_gate)
        {
            if (_now.IsUp)
                Turn(BrokerHealth.Down(reason));
            else
                _now = BrokerHealth.Down(reason);
        }
    }

    // Under the lock, so that two changes are told in the order in which they came.
    private void Turn(BrokerHealth next)
    {
        _now = next;
        Changed?.Invoke(next);
    }
}
