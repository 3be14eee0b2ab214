namespace Matinee.Realtime.Brokers;

/// <summary>Listens as soon as the bus lets it: a node that starts while the store is away begins alone, and joins the others when it can.</summary>
public sealed class PatientListening : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private Task<IAsyncDisposable?> _listening = Task.FromResult<IAsyncDisposable?>(null);
    private int _ended;

    private PatientListening()
    {
    }

    /// <inheritdoc cref="INodeBus.ListenAsync"/>
    public static async Task<IAsyncDisposable> StartAsync(INodeBus bus, string topic, Action<ReadOnlyMemory<byte>> heard, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await bus.ListenAsync(topic, heard, cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            var later = new PatientListening();
            later._listening = later.TryAsync(bus, topic, heard, time);
            return later;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return; // whoever listens ends with the server, and again with its container
        await _stop.CancelAsync();
        if (await _listening is { } listening)
            await listening.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<IAsyncDisposable?> TryAsync(INodeBus bus, string topic, Action<ReadOnlyMemory<byte>> heard, TimeProvider time)
    {
        while (true)
        {
            try
            {
                await Task.Delay(BetweenTries, time, _stop.Token);
                return await bus.ListenAsync(topic, heard, _stop.Token);
            }
            catch (BrokerUnavailableException)
            {
                // Still away.
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }
}
