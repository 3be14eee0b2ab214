using System.Text;
using Matinee.Brokers.Health;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Redis;

/// <summary>
/// The stores among which channels, keys and topics are divided: each goes to the store with the highest hash of both names, so that one store
/// more or less moves only its share.
/// </summary>
internal sealed class RedisStores : IAsyncDisposable
{
    private readonly IReadOnlyList<RedisStore> _stores;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _watching;

    public RedisStores(IReadOnlyList<RedisStore> stores)
    {
        _stores = stores;
        Health = new StoreHealth(stores[0].Time);
        foreach (var store in stores)
            store.Health.Changed += _ => Gather();
        Gather();
    }

    public IReadOnlyList<RedisStore> All => _stores;

    /// <summary>Up when all are.</summary>
    public StoreHealth Health { get; }

    public RedisStore this[string name] => _stores.Count == 1 ? _stores[0] : _stores.MaxBy(store => Hash(store.Name, name))!; // there is at least one

    public static RedisStores Open(RedisAddress address, RedisOptions options, TimeProvider time, ILogger logger, RedisPatience? patience = null)
    {
        if (options.Mode == RedisMode.Cluster)
            return new RedisStores([new RedisStore(address.Name, address, time, logger, patience)]);
        if (options.Mode == RedisMode.Single)
            return new RedisStores([.. address.Servers.Select(server => new RedisStore(server.ToString(), address.With(server), time, logger, patience))]);
        var store = new RedisStore($"{options.Master} of {address.Name}", null, time, logger, patience);
        var stores = new RedisStores([store]);
        var sentinels = new RedisSentinels(address, options.Master, time, logger);
        stores._watching = Task.Run(() => sentinels.WatchAsync(master => store.Move(address.With(master)), stores._stop.Token));
        return stores;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_watching is { } watching)
            await watching.ContinueWith(static _ => { }, TaskScheduler.Default);
        _stop.Dispose();
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    // FNV-1a, mixed once more, because MaxBy looks at the high bits first. The same on every node.
    internal static ulong Hash(string store, string name)
    {
        var hash = 14695981039346656037;
        foreach (var one in Encoding.UTF8.GetBytes($"{store}\n{name}"))
            hash = (hash ^ one) * 1099511628211;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        return hash;
    }

    private void Gather()
    {
        lock (_gate)
        {
            if (_stores.Select(store => store.Health.Now).FirstOrDefault(health => !health.IsUp) is { Reason: { Length: > 0 } reason })
                Health.Fail(reason);
            else
                Health.Answered();
        }
    }
}
