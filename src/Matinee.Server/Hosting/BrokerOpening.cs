using Matinee.Brokers.Nats;
using Matinee.Brokers.Redis;
using Matinee.Realtime;
using Matinee.Server.Configuration;

namespace Matinee.Server.Hosting;

/// <summary>Puts the channels where the settings say: the one place that knows which stores there are.</summary>
internal static class BrokerOpening
{
    /// <summary>Null when the settings make sense; the message holds no password.</summary>
    public static ConfigurationError? Refuse(IConfiguration configuration)
    {
        var options = Read(configuration);
        if (options is { RedisUrl: not null, NatsUrl: not null })
            return new("REDIS_URL", null, "NATS_URL is set too; channels are in one of them: unset the other");
        if (options.IsShared && configuration[ServerOptions.Section + ":" + nameof(ServerOptions.Secret)] is null or "")
            return new("JWT_SECRET", null, "nodes that share a broker need the same secret: set it on each, 32 bytes or more");
        try
        {
            if (options.RedisUrl is { } redis)
                RedisAddress.Parse(redis);
            if (options.NatsUrl is { } nats)
                NatsAddress.Parse(nats);
            return null;
        }
        catch (FormatException e)
        {
            return new(options.RedisUrl is null ? "NATS_URL" : "REDIS_URL", null, e.Message);
        }
    }

    /// <summary>The node's name, and the sections of the channel server.</summary>
    public static void Read(this RealtimeOptions realtime, IConfiguration configuration, string? node)
    {
        realtime.Node = node ?? Environment.MachineName;
        configuration.GetSection("Connections").Bind(realtime.Connections);
        // All who come through a proxy have its address until it says whose they are.
        realtime.Connections.ExemptAddresses = [.. realtime.Connections.ExemptAddresses, .. configuration.GetSection("Http:TrustedProxies").Get<string[]>() ?? []];
        configuration.GetSection("Guard").Bind(realtime.Guard);
        configuration.GetSection("Drain").Bind(realtime.Drain);
        configuration.GetSection("Channels").Bind(realtime.Channels);
    }

    /// <summary>In Redis, in NATS, or, when neither is named, in memory.</summary>
    public static RealtimeBuilder UseConfiguredBroker(this RealtimeBuilder realtime, IConfiguration configuration)
    {
        var options = Read(configuration);
        if (options.RedisUrl is { } redis)
            return realtime.UseRedis(redis, configuration.GetSection("Redis").Get<RedisOptions>());
        return options.NatsUrl is { } nats ? realtime.UseNats(nats, configuration.GetSection("Nats").Get<NatsOptions>()) : realtime;
    }

    private static BrokerOptions Read(IConfiguration configuration) => configuration.GetSection(BrokerOptions.Section).Get<BrokerOptions>() ?? new BrokerOptions();
}
