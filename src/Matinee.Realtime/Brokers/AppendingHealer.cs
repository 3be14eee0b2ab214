namespace Matinee.Realtime.Brokers;

/// <summary>One new epoch, which begins with what the store took after the parting, and into which each node appends what it had; the slot with the higher version stays.</summary>
public sealed class AppendingHealer : IChannelHealer
{
    private const int ReadAtOnce = 500;

    public async Task HealAsync(LocalPart part, IBroker store, CancellationToken cancellationToken)
    {
        var (left, top) = await LeaveAsync(part.Channel, part.From, store, cancellationToken);
        foreach (var item in left)
            await AppendAsync(part, store, item, $"{part.From.Epoch}.{item.Offset}", null, cancellationToken);
        foreach (var item in part.Items)
        {
            var slot = item.Offset == part.Top.Offset && part.Version > top.Version && !part.State.IsEmpty ? new StateWrite(top.Version, part.State) : null;
            await AppendAsync(part, store, item, $"{part.Top.Epoch}.{item.Offset}", slot, cancellationToken);
        }
    }

    /// <summary>Begins another epoch, unless somebody has, and hands out what stood in the old one after a position.</summary>
    /// <returns>Nothing when the old epoch was gone; and where the channel ends now.</returns>
    public static async Task<(IReadOnlyList<Publication> Left, ChannelTop Top)> LeaveAsync(
        string channel, StreamPosition parting, IBroker store, CancellationToken cancellationToken)
    {
        while (true)
        {
            var top = await store.TopAsync(channel, cancellationToken);
            if (top.Position.Epoch != parting.Epoch)
                return ([], top);
            var left = await ReadAsync(channel, parting with { Offset = Math.Max(parting.Offset, top.Oldest - 1) }, top.Position, store, cancellationToken);
            var begun = await store.RemoveAsync(channel, top.Position, cancellationToken);
            if (begun.Position.Epoch != parting.Epoch)
                return (left, begun);
        }
    }

    /// <summary>What stands between two positions, as far as it is there.</summary>
    public static async Task<IReadOnlyList<Publication>> ReadAsync(
        string channel, StreamPosition after, StreamPosition upTo, IBroker store, CancellationToken cancellationToken)
    {
        var all = new List<Publication>();
        while (after.Offset < upTo.Offset && await store.ReadAsync(channel, after, ReadAtOnce, cancellationToken) is Publications { Items: { Count: > 0 } items })
        {
            all.AddRange(items);
            after = after with { Offset = items[^1].Offset };
        }

        return all;
    }

    private static async Task AppendAsync(LocalPart part, IBroker store, Publication item, string dedupId, StateWrite? slot, CancellationToken cancellationToken)
    {
        var entry = new LogEntry { Data = item.Data, Tags = item.Tags, Publisher = item.Publisher, Retention = part.Retention, DedupId = dedupId, State = slot };
        var result = await store.AppendAsync(part.Channel, entry, cancellationToken);
        if (result is Conflict)
            result = await store.AppendAsync(part.Channel, entry with { State = null }, cancellationToken);
        if (result is Unavailable gone)
            throw new BrokerUnavailableException(gone.Reason);
    }
}
