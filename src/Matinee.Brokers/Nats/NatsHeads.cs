using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Matinee.Brokers.Nats.Wire;

namespace Matinee.Brokers.Nats;

/// <summary>Notes in the store how far channels got, a few times a second and without waiting: a note that is lost costs the next reader a few steps.</summary>
internal sealed class NatsHeads(NatsStore store) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, long> _reached = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _running;

    public void Reach(string channel, long index)
    {
        _reached.AddOrUpdate(channel, index, (_, before) => Math.Max(before, index));
        lock (_gate)
            _running ??= Task.Run(() => RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is { } running)
            await running;
        Send();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, store.Connection.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                Send();
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    private void Send()
    {
        foreach (var (channel, _) in _reached)
        {
            if (!_reached.TryRemove(channel, out var index))
                continue;
            try
            {
                store.Connection.Publish(store.Names.Head(channel), "", NatsHeaders.None, Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)));
            }
            catch (NatsUnavailableException)
            {
                return; // whoever appends next notes it
            }
        }
    }
}
