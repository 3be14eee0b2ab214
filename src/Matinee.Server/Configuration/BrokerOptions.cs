using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Where the channels of rooms are. Neither is set: in the memory of this process, which is then the only node.</summary>
public sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>
    /// <c>redis://[:PASSWORD@]HOST[:PORT][/DATABASE]</c> or <c>rediss://</c>, several divided by commas; <c>Redis:Mode</c> says what several are.
    /// </summary>
    [RegularExpression("(?:rediss?://).+", ErrorMessage = "redis://[:PASSWORD@]HOST[:PORT][/DATABASE] or rediss://HOST")]
    public string? RedisUrl { get; set; }

    /// <summary><c>nats://[USER:PASSWORD@]HOST[:PORT]</c> or <c>tls://</c>, several of one cluster divided by commas. JetStream has to be on.</summary>
    [RegularExpression("(?:nats|tls)://.+", ErrorMessage = "nats://[USER:PASSWORD@]HOST[:PORT] or tls://HOST")]
    public string? NatsUrl { get; set; }

    /// <summary>Whether several nodes are one service.</summary>
    internal bool IsShared => RedisUrl is not null || NatsUrl is not null;
}
