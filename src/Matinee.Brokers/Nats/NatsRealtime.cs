using Matinee.Realtime;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Nats;

/// <summary>The channel server over NATS JetStream.</summary>
public static class NatsRealtime
{
    private const string LogName = "Matinee.Brokers.Nats";

    /// <param name="url">As <see cref="NatsAddress"/> reads it.</param>
    /// <exception cref="FormatException">The URL is none; the message says why, and holds no password.</exception>
    public static RealtimeBuilder UseNats(this RealtimeBuilder builder, string url, NatsOptions? options = null)
    {
        var address = NatsAddress.Parse(url);
        builder.Services.AddSingleton(provider => new NatsStore(
            address, options ?? new NatsOptions(), provider.GetRequiredService<TimeProvider>(), Logger(provider), NatsPatience.For(provider.GetRequiredService<GuardOptions>().Timeout)));
        return builder.UseBroker(
            provider => new NatsBroker(Store(provider), Logger(provider)),
            provider => new NatsNodeBus(Store(provider)),
            provider => new NatsSharedValues(Store(provider)),
            provider => new NatsReferenceClock(Store(provider)));
    }

    private static NatsStore Store(IServiceProvider provider) => provider.GetRequiredService<NatsStore>();

    private static ILogger Logger(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger(LogName);
}
