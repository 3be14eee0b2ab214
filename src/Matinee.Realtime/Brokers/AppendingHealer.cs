namespace Matinee.Realtime.Brokers;

/// <summary>One new epoch, into which each node appends what it had; the slot with the higher version stays.</summary>
public sealed class AppendingHealer : IChannelHealer
{
    public async Task HealAsync(LocalPart part, IBroker store, CancellationToken cancellationToken)
    {
        var top = await store.TopAsync(part.Channel, cancellationToken);
        if (top.Position.Epoch == part.From.Epoch)
            top = await store.RemoveAsync(part.Channel, cancellationToken);
        foreach (var item in part.Items)
        {
            var isLast = item.Offset == part.Top.Offset;
            var entry = new LogEntry
            {
                Data = item.Data, Tags = item.Tags, Publisher = item.Publisher, Retention = part.Retention, DedupId = $"{part.Top.Epoch}.{item.Offset}",
                State = isLast && part.Version > top.Version && !part.State.IsEmpty ? new StateWrite(top.Version, part.State) : null,
            };
            if (await store.AppendAsync(part.Channel, entry, cancellationToken) is Conflict)
                await store.AppendAsync(part.Channel, entry with { State = null }, cancellationToken);
        }
    }
}
