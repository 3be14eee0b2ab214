using Matinee.Brokers.Logs;
using Matinee.Brokers.Nats.JetStream;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Nats;

/// <summary>
/// The logs of channels in one stream: entry number n of a channel is stored under a subject of its own, on the condition that nothing stands there
/// yet. That makes the order, and it is compared when the message is stored, on a single server and on a cluster. Numbers count on over epochs: an epoch
/// begins with an entry of its own. Each entry carries the slot, so that whoever wins the next number has compared its version.
/// </summary>
internal sealed class NatsLogs(NatsStore store, KnownLogs known, NatsTops tops, NatsHeads heads, Turns turns, ILogger logger)
{
    private const int Tries = 32;

    /// <summary>A new leader that may have forgotten something takes longer than this to be elected.</summary>
    private static readonly TimeSpan TopTrust = TimeSpan.FromSeconds(1);

    private TimeProvider Time => store.Connection.Time;

    /// <summary>Where the log ends, from the leader. Begins an epoch where there is none, or where the store is not what it was.</summary>
    public async Task<LogRecord> TopAsync(string channel, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var found = await tops.FindAsync(channel, cancellationToken);
            if (found is { Top: { } top, Agrees: true })
            {
                known[channel].See(top);
                return top;
            }

            if (found.Top is not null && await RestoreAsync(channel, found.Top, cancellationToken))
                continue;
            if (await TryBeginAsync(channel, found.Top, cancellationToken) is { } begun)
                return begun;
        }

        throw new NatsUnavailableException($"Too many write to {channel} at once.", isSilence: true);
    }

    public async Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(channel, store.Connection.Patience.Answer * 2, cancellationToken);
        if (turn is null)
            return new Unavailable($"Too many entries for {channel} wait on this node.");
        var top = Trusted(channel);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var isFresh = top is null;
            top ??= await TopAsync(channel, cancellationToken);
            if (entry.State is { } write && write.IfVersion != top.Version)
            {
                if (isFresh)
                    return await RefuseAsync(channel, entry, top, cancellationToken);
                top = null;
                continue;
            }

            var record = await NextAsync(top, entry, cancellationToken);
            var outcome = await PublishAsync(channel, record, cancellationToken);
            if (outcome.Verdict == PublishVerdict.Stored)
                return new Appended(record.Position, record.Version);
            // Ids count in their epoch, and only a fresh top knows which one that is.
            if (outcome.Verdict == PublishVerdict.Duplicate && isFresh)
                return await FirstAsync(outcome.Sequence, cancellationToken);
            top = null;
        }

        return new Unavailable($"Too many write to {channel} at once.");
    }

    /// <summary>Forgets what stands there: the next epoch.</summary>
    public async Task<LogRecord> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var top = await TopAsync(channel, cancellationToken);
            if (onlyAt is { } wanted && top.Position != wanted)
                return top;
            if (await TryBeginAsync(channel, top, cancellationToken) is { } begun)
                return begun;
        }

        throw new NatsUnavailableException($"Too many write to {channel} at once.", isSilence: true);
    }

    /// <summary>The first offset that can be read.</summary>
    /// <param name="now">On the store's clock.</param>
    public static long Oldest(LogRecord top, double now) =>
        top.Publication is not null && now - top.At > top.Retention.Age.TotalMilliseconds ? top.Offset + 1 : top.Oldest;

    private LogRecord? Trusted(string channel)
    {
        var log = known[channel];
        return log.Top?.Record is { Index: > 0 } record && log.SeenAt > store.ConnectedAt && Time.GetElapsedTime(log.SeenAt) < TopTrust ? record : null;
    }

    private async Task<LogRecord> NextAsync(LogRecord top, LogEntry entry, CancellationToken cancellationToken)
    {
        var now = await store.StoreTime.NowAsync(cancellationToken);
        var offset = top.Offset + 1;
        return new LogRecord(
            top.Epoch, offset, entry.State is null ? top.Version : top.Version + 1, entry.State?.Value ?? top.State,
            new Publication(offset, entry.Data, entry.Tags, entry.Publisher))
        {
            Tag = LogTag.New(),
            PreviousTag = top.Tag,
            DedupId = entry.DedupId,
            Index = top.Index + 1,
            Oldest = Math.Max(Oldest(top, now), offset - entry.Retention.Entries + 1),
            At = (long)now,
            Retention = entry.Retention,
        };
    }

    private async Task<PublishOutcome> PublishAsync(string channel, LogRecord record, CancellationToken cancellationToken)
    {
        var id = record.DedupId is { } dedupId ? NatsNames.Id(channel, record.Epoch, dedupId) : null;
        var outcome = await store.Client.PublishAsync(store.Names.Entry(channel, record.Index), LogRecordCodec.Encode(record), id, onlyFirst: true, cancellationToken);
        if (outcome.Verdict == PublishVerdict.Stored)
        {
            known[channel].See(record);
            heads.Reach(channel, record.Index);
        }

        return outcome;
    }

    /// <summary>
    /// The version differs, unless the entry is there already: its id is compared before anything else, and nothing can be stored where the top stands.
    /// </summary>
    private async Task<AppendResult> RefuseAsync(string channel, LogEntry entry, LogRecord top, CancellationToken cancellationToken)
    {
        if (entry.DedupId is { } dedupId)
        {
            var outcome = await store.Client.PublishAsync(
                store.Names.Entry(channel, top.Index), default, NatsNames.Id(channel, top.Epoch, dedupId), onlyFirst: true, cancellationToken);
            if (outcome.Verdict == PublishVerdict.Duplicate)
                return await FirstAsync(outcome.Sequence, cancellationToken);
        }

        return new Conflict(top.Version, top.State ?? default);
    }

    private async Task<AppendResult> FirstAsync(ulong sequence, CancellationToken cancellationToken) =>
        NatsTops.Decode(await store.Client.GetAsync(store.Names.LogStream, sequence, cancellationToken)) is { } first
            ? new Duplicate(first.Position, first.Version)
            : new Unavailable("The entry was there, and what it was told is not.");

    /// <summary>Null: somebody else was faster.</summary>
    private async Task<LogRecord?> TryBeginAsync(string channel, LogRecord? top, CancellationToken cancellationToken)
    {
        var seen = known[channel].Top;
        // The slot's version goes on, whatever became of the store.
        var (version, state) = seen is not null && seen.Version > (top?.Version ?? 0) ? (seen.Version, seen.State) : (top?.Version ?? 0, top?.State);
        var record = new LogRecord(EpochName.New(), 0, version, state ?? ReadOnlyMemory<byte>.Empty, null)
        {
            Tag = LogTag.New(),
            PreviousTag = top?.Tag ?? LogRecord.NoTag,
            Index = (top?.Index ?? 0) + 1,
            Oldest = 1,
            At = (long)await store.StoreTime.NowAsync(cancellationToken),
        };
        return (await PublishAsync(channel, record, cancellationToken)).Verdict == PublishVerdict.Stored ? record : null;
    }

    /// <summary>Puts back what the store forgot, when this node has all of it and nothing else has come to stand there.</summary>
    private async Task<bool> RestoreAsync(string channel, LogRecord top, CancellationToken cancellationToken)
    {
        var log = known[channel];
        if (log.Top?.Epoch != top.Epoch || log.FindTag(top.Offset) != top.Tag || log.After(top.Offset) is not { Count: > 0 } missing)
        {
            NatsLog.Forgot(logger, channel, top.Offset, "a new epoch begins");
            return false;
        }

        foreach (var record in missing)
        {
            if ((await PublishAsync(channel, record, cancellationToken)).Verdict != PublishVerdict.Stored)
                return false;
        }

        NatsLog.Forgot(logger, channel, top.Offset, "what this node had was put back");
        return true;
    }
}
