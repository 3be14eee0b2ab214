using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.Brokers.Redis;

/// <summary>How Matinee uses Redis. Section <c>Redis</c>; the address is <c>REDIS_URL</c>.</summary>
public sealed class RedisOptions
{
    /// <summary>What the servers of the address are: each a store of its own, among which the channels are divided; the sentinels of one; members of one cluster.</summary>
    public RedisMode Mode { get; set; } = RedisMode.Single;

    /// <summary>Before every key and channel, so that several installations can share a server. No braces: those say which keys stand together in a cluster.</summary>
    [RegularExpression("^[^{}\\s]{0,64}$")]
    public string KeyPrefix { get; set; } = "matinee:";

    /// <summary>By which name the sentinels know the master.</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string Master { get; set; } = "mymaster";
}

[OptionsValidator]
internal sealed partial class RedisOptionsValidator : IValidateOptions<RedisOptions>;
