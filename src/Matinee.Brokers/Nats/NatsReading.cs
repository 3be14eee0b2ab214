using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>Reads a stretch of a log: each entry has a subject of its own, so that many are asked for at once, of any replica.</summary>
internal sealed class NatsReading(NatsStore store, NatsTops tops, NatsLogs logs)
{
    private const int AtOnce = 64;

    public async Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken)
    {
        var top = await logs.TopAsync(channel, cancellationToken);
        var oldest = NatsLogs.Oldest(top, await store.StoreTime.NowAsync(cancellationToken));
        if (after.Epoch != top.Epoch || after.Offset > top.Offset || after.Offset < oldest - 1)
            return new Gone(top.Position);
        var items = new List<Publication>();
        var count = Math.Min(max, top.Offset - after.Offset);
        var first = top.Index - (top.Offset - after.Offset) + 1;
        string? tag = null;
        while (items.Count < count)
        {
            var size = (int)Math.Min(AtOnce, count - items.Count);
            var piece = await Task.WhenAll(Enumerable.Range(items.Count, size).Select(i => GetAsync(channel, first + i, cancellationToken)));
            foreach (var record in piece)
            {
                // Trimmed meanwhile, or not what followed: the next question for the top finds out.
                if (record?.Publication is null || record.Epoch != top.Epoch || record.Offset != after.Offset + items.Count + 1 || (tag is not null && record.PreviousTag != tag))
                    return new Gone(top.Position);
                tag = record.Tag;
                items.Add(record.Publication);
            }
        }

        return new Publications(items, top.Position);
    }

    private async Task<LogRecord?> GetAsync(string channel, long index, CancellationToken cancellationToken) =>
        NatsTops.Decode(await store.Client.GetDirectAsync(store.Names.LogStream, store.Names.Entry(channel, index), cancellationToken))
        ?? await tops.GetAsync(channel, index, cancellationToken); // a replica that lags
}
