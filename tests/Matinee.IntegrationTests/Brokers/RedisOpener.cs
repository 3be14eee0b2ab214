using System.Diagnostics;
using Matinee.Brokers.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>Opens Redis as a node does.</summary>
internal static class RedisOpener
{
    public static readonly RedisNames Names = new("matinee:");

    /// <summary>For whoever asks what is answered, not how soon.</summary>
    public static RedisPatience Patient { get; } = RedisPatience.Default with { Answer = TimeSpan.FromSeconds(30) };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Returns when all are up.</summary>
    public static async Task<RedisStores> OpenAsync(string url, RedisMode mode = RedisMode.Single, string master = "main", RedisPatience? patience = null)
    {
        var stores = RedisStores.Open(RedisAddress.Parse(url), new RedisOptions { Mode = mode, Master = master }, TimeProvider.System, NullLogger.Instance, patience);
        var began = Stopwatch.GetTimestamp();
        while (!stores.Health.Now.IsUp)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"Redis at {url}: {stores.Health.Now.Reason}");
            await Task.Delay(10);
        }

        return stores;
    }
}
