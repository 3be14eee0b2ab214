using System.Buffers.Binary;
using Matinee.Brokers.Nats.JetStream;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>
/// Shared values as the last messages of their subjects: when it ends (milliseconds of the store's clock, 8 bytes), then the value. Every change
/// is a comparison with the message that was read; what is removed is replaced by one that has ended, because a message can only be compared
/// with one that is there.
/// </summary>
internal sealed class NatsSharedValues(NatsStore store) : ISharedValues
{
    /// <summary>What outlives it is taken away by the stream.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(7);

    private const int EndBytes = sizeof(double);
    private const int Tries = 16;

    public Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken) => store.RunAsync<ReadOnlyMemory<byte>?>(async stop =>
    {
        var now = await store.StoreTime.NowAsync(stop);
        return Value(await FindAsync(key, stop), now);
    }, cancellationToken);

    public async Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Check(lifetime);
        await ChangeAsync<bool>(key, (_, now) => (true, Encode(value, now + lifetime.TotalMilliseconds)), cancellationToken);
    }

    public Task<bool> SetIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Check(lifetime);
        return ChangeAsync(key, (old, now) => Value(old, now) is null ? (true, Encode(value, now + lifetime.TotalMilliseconds)) : (false, null), cancellationToken);
    }

    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        ChangeAsync(key, (old, now) => Value(old, now) is null ? (false, null) : (true, Encode(default, 0)), cancellationToken);

    public Task<TakeResult> TakeAsync(string key, RateRule rule, int cost, CancellationToken cancellationToken) => ChangeAsync<TakeResult>(key, (old, now) =>
    {
        var fullAt = TimeSpan.FromMilliseconds(old is null ? 0 : End(old));
        var result = Gcra.Take(ref fullAt, TimeSpan.FromMilliseconds(now), rule, cost);
        return (result, result.IsAllowed ? Encode(default, fullAt.TotalMilliseconds) : null);
    }, cancellationToken);

    /// <param name="decide">The answer, and what to write: null leaves everything as it is. Asked again when somebody was faster.</param>
    private Task<T> ChangeAsync<T>(string key, Func<StoredMessage?, double, (T Answer, byte[]? Write)> decide, CancellationToken cancellationToken) =>
        store.RunAsync(async stop =>
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var now = await store.StoreTime.NowAsync(stop);
                var old = await FindAsync(key, stop);
                var (answer, write) = decide(old, now);
                if (write is null)
                    return answer;
                var outcome = await store.Client.ReplaceAsync(store.Names.Value(key), write, old?.Sequence ?? 0, stop);
                if (outcome.Verdict == PublishVerdict.Stored)
                    return answer;
            }

            throw new NatsUnavailableException($"Too many change the value {key} at once.", isSilence: true);
        }, cancellationToken);

    private Task<StoredMessage?> FindAsync(string key, CancellationToken cancellationToken) =>
        store.Client.GetLastAsync(store.Names.ValueStream, store.Names.Value(key), cancellationToken);

    private static ReadOnlyMemory<byte>? Value(StoredMessage? message, double now) =>
        message is not null && End(message) > now ? message.Payload[EndBytes..] : default(ReadOnlyMemory<byte>?);

    private static double End(StoredMessage message) => message.Payload.Length >= EndBytes ? BinaryPrimitives.ReadDoubleBigEndian(message.Payload.Span) : 0;

    private static byte[] Encode(ReadOnlyMemory<byte> value, double end)
    {
        var bytes = new byte[EndBytes + value.Length];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, end);
        value.Span.CopyTo(bytes.AsSpan(EndBytes));
        return bytes;
    }

    private static void Check(TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, LongestLifetime);
    }
}
