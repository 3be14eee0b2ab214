using Matinee.Brokers.Logs;
using Matinee.Brokers.Nats.JetStream;

namespace Matinee.Brokers.Nats;

/// <summary>
/// Finds the last entry of a channel. Every entry has a subject of its own, numbered without holes, so the last one is the one whose successor
/// is not there. The search starts where this node last saw the end, else at the channel's head, a message in which nodes note now and then how far
/// they got: it may lag, but never runs ahead, because it is stored after what it names.
/// </summary>
internal sealed class NatsTops(NatsStore store, KnownLogs known)
{
    public async Task<FoundTop> FindAsync(string channel, CancellationToken cancellationToken)
    {
        // What is heard of while we look is not in what we find.
        var seen = known[channel].Top?.Record;
        if (seen is { Index: > 0 } && await ClimbAsync(channel, seen.Index, cancellationToken) is var (there, near))
            return new FoundTop(near, there.Tag == seen.Tag);
        var start = await HeadAsync(channel, cancellationToken);
        var found = start > 0 ? await ClimbAsync(channel, start, cancellationToken) : null;
        var top = (found ?? await ClimbAsync(channel, 1, cancellationToken))?.Last;
        return new FoundTop(top, seen is null || top?.Index > seen.Index);
    }

    /// <summary>The entry with that number, from the leader; null: none.</summary>
    public async Task<LogRecord?> GetAsync(string channel, long index, CancellationToken cancellationToken) =>
        Decode(await store.Client.GetLastAsync(store.Names.LogStream, store.Names.Entry(channel, index), cancellationToken));

    public static LogRecord? Decode(StoredMessage? message) => message is null
        ? null
        : (LogRecordCodec.Decode(message.Payload) ?? throw new NatsUnavailableException($"{message.Subject} is not an entry of a log.")) with
        {
            Index = NatsNames.Index(message.Subject),
        };

    /// <summary>How far the channel's note says that it got; 0: there is none.</summary>
    public async Task<long> HeadAsync(string channel, CancellationToken cancellationToken) =>
        await store.Client.GetLastAsync(store.Names.LogStream, store.Names.Head(channel), cancellationToken) is { } head
        && long.TryParse(head.Payload.Span, out var index) ? index : 0;

    /// <summary>An entry, and the end of the log at or above it; null when that entry is not there.</summary>
    private async Task<(LogRecord First, LogRecord Last)?> ClimbAsync(string channel, long start, CancellationToken cancellationToken)
    {
        var ahead = GetAsync(channel, start + 1, cancellationToken);
        var first = await GetAsync(channel, start, cancellationToken);
        var next = await ahead;
        if (first is null)
            return null;
        if (next is null)
            return (first, first);
        // Steps that double, until one is too far, then the same by halves.
        var (last, missing) = (next, 0L);
        for (long step = 1; missing == 0; step *= 2)
        {
            if (await GetAsync(channel, last.Index + step, cancellationToken) is { } found)
                last = found;
            else
                missing = last.Index + step;
        }

        while (missing - last.Index > 1)
        {
            var middle = last.Index + ((missing - last.Index) / 2);
            if (await GetAsync(channel, middle, cancellationToken) is { } found)
                last = found;
            else
                missing = middle;
        }

        return (first, last);
    }
}
