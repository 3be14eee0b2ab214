using Matinee.Realtime.Brokers;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>Shared values as keys with an end.</summary>
internal sealed class RedisSharedValues(RedisStores stores, RedisNames names) : ISharedValues
{
    public async Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var value = (byte[]?)await stores[key].RunAsync(link => link.Database.StringGetAsync(names.Value(key)), cancellationToken);
        return value is null ? default(ReadOnlyMemory<byte>?) : value;
    }

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        stores[key].RunAsync(link => link.Database.StringSetAsync(names.Value(key), value.ToArray(), lifetime), cancellationToken);

    public Task<bool> SetIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        stores[key].RunAsync(link => link.Database.StringSetAsync(names.Value(key), value.ToArray(), lifetime, When.NotExists), cancellationToken);

    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        stores[key].RunAsync(link => link.Database.KeyDeleteAsync(names.Value(key)), cancellationToken);

    public async Task<TakeResult> TakeAsync(string key, RateRule rule, int cost, CancellationToken cancellationToken)
    {
        RedisValue[] values = [rule.Interval.TotalMicroseconds, rule.Burst, cost];
        var answer = (RedisResult[])await stores[key].EvaluateAsync(RedisScript.Take, [names.Value(key)], values, cancellationToken);
        return new TakeResult((long)answer[0] == 1, TimeSpan.FromMicroseconds((double)answer[1]), (int)answer[2]);
    }
}
