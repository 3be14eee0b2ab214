using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>
/// Takes away what can no longer be read. Not at once: a number that was taken away could be taken again by a writer that fell
/// asleep after it had looked for the top. A server ends the connection of a client that is silent for six minutes.
/// </summary>
internal sealed class NatsTrimmer(NatsStore store, NatsTops tops) : IAsyncDisposable
{
    private const int Every = 256;
    private const int Spare = 512;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(10);

    // What does not fit is trimmed another time.
    private readonly Channel<(string Channel, long Below)> _work = Channel.CreateBounded<(string, long)>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _running;

    public void Note(string channel, long index, Retention retention)
    {
        if (index % Every != 0 || index <= retention.Entries + Spare)
            return;
        _work.Writer.TryWrite((channel, index - retention.Entries - Spare));
        lock (_gate)
            _running ??= Task.Run(() => RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is { } running)
            await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    /// <summary>Takes away the entries below a number, when that one is old enough.</summary>
    internal async Task<bool> TrimAsync(string channel, long below, TimeSpan atLeast, CancellationToken cancellationToken)
    {
        var message = await store.Client.GetLastAsync(store.Names.LogStream, store.Names.Entry(channel, below), cancellationToken);
        if (message is null || await tops.GetAsync(channel, below + 1, cancellationToken) is null)
            return false;
        if (await store.StoreTime.NowAsync(cancellationToken) - (message.At - DateTimeOffset.UnixEpoch).TotalMilliseconds < atLeast.TotalMilliseconds)
            return false;
        // Who knows nothing of the channel starts at its head, else at the first entry, which is about to go.
        if (await tops.HeadAsync(channel, cancellationToken) < below)
            await store.Client.PublishAsync(store.Names.Head(channel), Encoding.ASCII.GetBytes(below.ToString(CultureInfo.InvariantCulture)), null, onlyFirst: false, cancellationToken);
        await store.Client.PurgeAsync(store.Names.LogStream, store.Names.Entries(channel), message.Sequence, cancellationToken);
        return true;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var (channel, below) in _work.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await TrimAsync(channel, below, LongestSleep, cancellationToken);
            }
            catch (NatsUnavailableException)
            {
                // The stream's age takes it away in the end.
            }
        }
    }
}
