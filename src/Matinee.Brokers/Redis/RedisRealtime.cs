using Matinee.Realtime;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Redis;

/// <summary>The channel server over Redis.</summary>
public static class RedisRealtime
{
    /// <param name="url">As <see cref="RedisAddress"/> reads it.</param>
    /// <exception cref="FormatException">The URL is none; the message says why, and holds no password.</exception>
    public static RealtimeBuilder UseRedis(this RealtimeBuilder builder, string url, RedisOptions? options = null)
    {
        var address = RedisAddress.Parse(url);
        options ??= new RedisOptions();
        builder.Services.AddSingleton(new RedisNames(options.KeyPrefix));
        builder.Services.AddSingleton(provider => RedisStores.Open(
            address, options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Matinee.Brokers.Redis"),
            RedisPatience.For(provider.GetRequiredService<GuardOptions>().Timeout)));
        return builder.UseBroker(
            provider => new RedisBroker(Stores(provider), Names(provider)),
            provider => new RedisNodeBus(Stores(provider), Names(provider)),
            provider => new RedisSharedValues(Stores(provider), Names(provider)),
            provider => new RedisReferenceClock(Stores(provider), Names(provider)));
    }

    private static RedisStores Stores(IServiceProvider provider) => provider.GetRequiredService<RedisStores>();

    private static RedisNames Names(IServiceProvider provider) => provider.GetRequiredService<RedisNames>();
}
