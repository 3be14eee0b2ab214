using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;

namespace Matinee.Realtime.Channels;

/// <summary>Everything that a client missed, or nothing: never a part of it.</summary>
internal sealed class Recovery(ChannelOptions options, RealtimeMeters meters)
{
    /// <summary>What lies between two positions; null when it cannot all be given.</summary>
    public async Task<IReadOnlyList<Publication>?> BetweenAsync(LiveChannel channel, StreamPosition after, StreamPosition upTo, CancellationToken cancellationToken)
    {
        var found = await FindAsync(channel, after, upTo, cancellationToken);
        if (found is not null && (found.Count > options.RecoverEntries || found.Sum(p => (long)p.Data.Length) > options.RecoverBytes))
            found = null;
        meters.Recovered(found is not null);
        return found;
    }

    /// <summary>The last value of a channel of state; none when there is none.</summary>
    public async Task<IReadOnlyList<Publication>> LastAsync(LiveChannel channel, StreamPosition upTo, CancellationToken cancellationToken)
    {
        if (upTo.Offset == 0)
            return [];
        return await FindAsync(channel, upTo with { Offset = upTo.Offset - 1 }, upTo, cancellationToken) ?? [];
    }

    private async Task<IReadOnlyList<Publication>?> FindAsync(LiveChannel channel, StreamPosition after, StreamPosition upTo, CancellationToken cancellationToken)
    {
        if (after.Offset > upTo.Offset || upTo.Offset - after.Offset > options.RecoverEntries)
            return null;
        // Another epoch may still be the one that this one goes on from: its log knows.
        if (after.Epoch.Length > 0 && after.Epoch != upTo.Epoch)
            return upTo.Offset == after.Offset ? await channel.ContinuesAsync(after, upTo, cancellationToken) ? [] : null : await channel.ReadOnceAsync(after, upTo, cancellationToken);
        // An epoch is left out by clients that never saw one: an empty channel they were subscribed to.
        var from = after with { Epoch = upTo.Epoch };
        if (channel.Recall(from, upTo) is { } remembered)
            return remembered;
        return await channel.ReadOnceAsync(from, upTo, cancellationToken);
    }
}
