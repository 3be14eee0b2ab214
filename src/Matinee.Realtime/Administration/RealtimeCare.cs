using Matinee.Realtime.Brokers;
using Matinee.Realtime.Channels;
using Matinee.Realtime.Clocks;
using Matinee.Realtime.Connections;
using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Administration;

/// <summary>What is looked after by the clock: channels, the cluster's time, and what is told of the store.</summary>
internal sealed class RealtimeCare
{
    private readonly ClusterClock _clock;
    private readonly ILogger<RealtimeCare> _logger;

    public RealtimeCare(ChannelCare channels, ClusterClock clock, GuardedBroker broker, RealtimeMeters meters, ILogger<RealtimeCare> logger)
    {
        (Channels, _clock, _logger) = (channels, clock, logger);
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
