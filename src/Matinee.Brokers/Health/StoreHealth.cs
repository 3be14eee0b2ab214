using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Health;

/// <summary>
/// Whether a store is there, from what its connection and its answers say: down at once when the connection is lost or the store refuses, after
/// two silences in a row, up again with the next answer.
/// </summary>
internal sealed class StoreHealth(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SilenceCount _silences = new(time);

    // Read without the lock: who hears of one store's change, under that store's lock, looks at the others, and two who did so at once would wait for each other.
    private volatile HealthSeen _now = new(BrokerHealth.Down("It was not asked yet."));

    public event Action<BrokerHealth>? Changed;

    public BrokerHealth Now => _now.Health;

    public void Answered()
    {
        lock (_gate)
        {
            _silences.Clear();
            if (!Now.IsUp)
                Turn(BrokerHealth.Up);
        }
    }

    /// <summary>When a call begins; to be given back when it was left without an answer.</summary>
    public long Begin() => _silences.Begin();

    public void WasSilent(long begun, string reason)
    {
        lock (_gate)
        {
            if (_silences.IsSecond(begun))
                Fail(reason);
        }
    }

    public void Fail(string reason)
    {
        lock (_gate)
        {
            if (Now.IsUp)
                Turn(BrokerHealth.Down(reason));
            else
                _now = new HealthSeen(BrokerHealth.Down(reason));
        }
    }

    // Under the lock, so that two changes are told in the order in which they came.
    private void Turn(BrokerHealth next)
    {
        _now = new HealthSeen(next);
        Changed?.Invoke(next);
    }

    private sealed record HealthSeen(BrokerHealth Health);
}
