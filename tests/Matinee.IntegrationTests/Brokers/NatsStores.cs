using System.Diagnostics;
using Matinee.Brokers.Nats;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>Opened as a node opens them.</summary>
internal static class NatsStores
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For whoever asks what is answered, not how soon.</summary>
    public static NatsPatience Patient { get; } = NatsPatience.Default with { Answer = TimeSpan.FromSeconds(30), Ping = TimeSpan.FromSeconds(30) };

    /// <summary>Returns when the store is up.</summary>
    public static async Task<NatsStore> OpenAsync(string url, int replicas = 0, string prefix = "matinee", NatsPatience? patience = null)
    {
        var store = new NatsStore(NatsAddress.Parse(url), new NatsOptions { Replicas = replicas, Prefix = prefix }, TimeProvider.System, NullLogger.Instance, patience);
        var began = Stopwatch.GetTimestamp();
        while (!store.Health.Now.IsUp)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"NATS at {url}: {store.Health.Now.Reason}");
            await Task.Delay(10);
        }

        return store;
    }
}
