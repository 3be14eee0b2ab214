using System.Globalization;
using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>
/// The logs of channels: a stream of entries, a hash with epoch, top and slot, and a key for each id that is remembered, changed by one script at a
/// time. Every question brings what this node knows, and a store that has less or something else says so.
/// </summary>
internal sealed class RedisLogs(RedisStores stores, RedisNames names, KnownLogs known)
{
    private const int Tries = 8;

    public async Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken)
    {
        var tag = LogTag.New();
        var word = LogRecordCodec.Id(entry.DedupId);
        var age = (long)Math.Ceiling(entry.Retention.Age.TotalSeconds);
        RedisKey[] keys = [names.Meta(channel), names.Entries(channel), names.Remembered(channel, word)];
        RedisValue[] more =
        [
            tag, entry.State is { } write ? write.IfVersion : "", (entry.State?.Value ?? default).ToArray(), PublicationCodec.Encode(entry), entry.Retention.Entries, age, word,
            names.Hints(channel),
        ];
        var answer = await AskAsync(RedisScript.Append, channel, keys, more, cancellationToken);
        switch ((string)answer[0])
        {
            case "conflict":
                return new Conflict((long)answer[1], (byte[])answer[2]);
            case "duplicate":
                var first = new StreamPosition((string)answer[1], (long)answer[2]);
                // Its first answer was lost, or another node's: from here on a store that loses it is caught by this one too.
                if (known[channel].Top is not { } top || top.Epoch != first.Epoch || top.Offset < first.Offset)
                    await TopAsync(channel, cancellationToken);
                return new Duplicate(first, (long)answer[3]);
            default:
                var (epoch, offset, version) = ((string)answer[1], (long)answer[2], (long)answer[3]);
                var publication = new Publication(offset, entry.Data, entry.Tags, entry.Publisher);
                known[channel].See(new LogRecord(epoch, offset, version, entry.State?.Value, publication)
                {
                    Tag = tag,
                    PreviousTag = (string)answer[4],
                    DedupId = entry.DedupId,
                    Retention = entry.Retention,
                });
                return new Appended(new StreamPosition(epoch, offset), version);
        }
    }

    public async Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(RedisScript.Top, channel, [names.Meta(channel), names.Entries(channel)], [], cancellationToken);
        var top = new ChannelTop(new StreamPosition((string)answer[1], (long)answer[2]), (long)answer[3], (long)answer[4], (byte[])answer[5]);
        known[channel].SeeTop(new KnownTop(top.Position.Epoch, top.Position.Offset, (string)answer[6], top.Version, top.State));
        return top;
    }

    public async Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken)
    {
        RedisValue[] more = [after.Epoch, after.Offset, max];
        var answer = await AskAsync(RedisScript.ReadLog, channel, [names.Meta(channel), names.Entries(channel)], more, cancellationToken);
        var top = new StreamPosition((string)answer[1], (long)answer[2]);
        if ((string)answer[0] == "gone")
            return new Gone(top);
        var items = new List<Publication>();
        foreach (var bytes in (byte[][])answer[3])
        {
            // A hole would be a store that was changed by hand.
            if (LogRecordCodec.Decode(bytes) is not { Publication: { } publication } record || record.Offset != after.Offset + items.Count + 1)
                return new Gone(top);
            items.Add(publication);
            if (record.Offset == top.Offset)
                known[channel].See(record);
        }

        return new Publications(items, top);
    }

    public async Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken)
    {
        if (onlyAt is not null)
            await TopAsync(channel, cancellationToken); // what the store has forgotten is put right before its end is compared
        await BeginAsync(channel, onlyAt?.Epoch ?? "", onlyAt?.Offset, cancellationToken);
        return await TopAsync(channel, cancellationToken);
    }

    /// <summary>Asks, and asks again when what the store had forgotten is put right.</summary>
    private async Task<RedisResult[]> AskAsync(RedisScript script, string channel, RedisKey[] keys, RedisValue[] more, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var log = known[channel];
            var top = log.Top;
            RedisValue[] values =
            [
                EpochName.New(), top?.Epoch ?? "", top?.Offset ?? 0, top?.Tag ?? LogRecord.NoTag, top?.Version ?? 0, (top?.State ?? default).ToArray(),
                $" {string.Join(' ', log.Past)} ", .. more,
            ];
            var answer = (RedisResult[])await stores[channel].EvaluateAsync(script, keys, values, cancellationToken);
            if ((string)answer[0] != "forgot")
                return answer;
            await MendAsync(channel, (string)answer[1], (long)answer[2], (string)answer[3], cancellationToken);
        }

        throw new BrokerUnavailableException($"{channel} is being mended by several nodes at once.");
    }

    private async Task MendAsync(string channel, string epoch, long offset, string tag, CancellationToken cancellationToken)
    {
        var log = known[channel];
        var isPrefix = log.Top?.Epoch == epoch && log.FindTag(offset) == tag;
        if (isPrefix && log.After(offset) is { Count: > 0 } missing && await RestoreAsync(channel, epoch, offset, tag, missing, cancellationToken))
        {
            RedisLog.Forgot(stores[channel].Logger, channel, offset, "what this node had was put back");
            return;
        }

        RedisLog.Forgot(stores[channel].Logger, channel, offset, "a new epoch begins");
        await BeginAsync(channel, epoch, null, cancellationToken);
    }

    /// <param name="leave">Nothing happens when another epoch than this is there; empty: leave any.</param>
    /// <param name="leaveAt">Nothing happens either when it ends elsewhere; null: wherever.</param>
    private Task<RedisResult> BeginAsync(string channel, string leave, long? leaveAt, CancellationToken cancellationToken)
    {
        var top = known[channel].Top;
        RedisValue[] values = [EpochName.New(), leave, top?.Version ?? 0, (top?.State ?? default).ToArray(), LogTag.New(), names.Hints(channel), leaveAt is { } offset ? offset : ""];
        return stores[channel].EvaluateAsync(RedisScript.Begin, [names.Meta(channel), names.Entries(channel)], values, cancellationToken);
    }

    private async Task<bool> RestoreAsync(
        string channel, string epoch, long offset, string tag, IReadOnlyList<LogRecord> missing, CancellationToken cancellationToken)
    {
        List<RedisKey> keys = [names.Meta(channel), names.Entries(channel)];
        List<RedisValue> values = [epoch, offset.ToString(CultureInfo.InvariantCulture), tag, names.Hints(channel)];
        foreach (var record in missing)
        {
            var word = LogRecordCodec.Id(record.DedupId);
            keys.Add(names.Remembered(channel, word));
            values.AddRange(
            [
                record.Offset, record.Tag, record.Version, record.State is null ? "0" : "1", (record.State ?? default).ToArray(), LogRecordCodec.Encode(record),
                record.Retention.Entries, (long)Math.Ceiling(record.Retention.Age.TotalSeconds), word,
            ]);
        }

        return (long)await stores[channel].EvaluateAsync(RedisScript.Restore, [.. keys], [.. values], cancellationToken) == 1;
    }
}
