using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Clocks;
using Matinee.Realtime.Connections;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Administration;

/// <summary>What is looked after by the clock: channels, the cluster's time, and what is told of the store.</summary>
internal sealed class RealtimeCare
{
    // A connection to a store on the same network is made in a fraction of it.
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    private readonly ClusterClock _clock;
    private readonly GuardedBroker _broker;
    private readonly ILogger<RealtimeCare> _logger;

    public RealtimeCare(ChannelCare channels, ClusterClock clock, GuardedBroker broker, RealtimeMeters meters, ILogger<RealtimeCare> logger)
    {
        (Channels, _clock, _broker, _logger) = (channels, clock, broker, logger);
        broker.HealFailed += (channel, e) => RealtimeLog.HealFailed(logger, channel, e);
        broker.HealthChanged += health =>
        {
            meters.BrokerIsUp = health.IsUp;
            if (health.IsUp)
                RealtimeLog.BrokerUp(logger);
            else
                RealtimeLog.BrokerDown(logger, health.Reason);
        };
    }

    public ChannelCare Channels { get; }

    /// <summary>Before anybody is let in: whoever came sooner would find this node alone, and everybody would have to come anew a moment later.</summary>
    public Task GreetStoreAsync(CancellationToken cancellationToken) => _broker.GreetAsync(StorePatience, cancellationToken);

    public async Task SampleClockAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _clock.SampleAsync(cancellationToken);
        }
        catch (BrokerUnavailableException e)
        {
            RealtimeLog.ClockFailed(_logger, e.Message);
        }
    }
}
