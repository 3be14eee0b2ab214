namespace Matinee.Brokers.Redis;

/// <summary>What stands behind the addresses of <c>REDIS_URL</c>.</summary>
public enum RedisMode
{
    /// <summary>Independent servers.</summary>
#pragma warning disable CA1720 // The word that MATINEE__REDIS__MODE has.
    Single,
#pragma warning restore CA1720

    /// <summary>Sentinels, which know the master.</summary>
    Sentinel,

    /// <summary>Members of a Redis Cluster.</summary>
    Cluster,
}
