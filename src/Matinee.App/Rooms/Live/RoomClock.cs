using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// Cluster time: ms since 1970 with fractions, the same on every node of a room within its uncertainty. It follows the reference that all
/// nodes can ask, on the monotonic clock: what the wall clock of a node says changes nothing.
/// </summary>
internal sealed class RoomClock(IReferenceClock reference, TimeProvider time) : BackgroundService
{
    private const int FirstSamples = 5;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenFirst = TimeSpan.FromMilliseconds(100);

    private readonly ClockOffset _offset = new();
    private readonly double _wall = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    private readonly long _start = time.GetTimestamp();

    /// <summary>Until the reference has answered once, the node's own clock.</summary>
    public double Now => _offset.IsKnown ? _offset.At(Own) : _wall + Own;

    public double UncertaintyMs => _offset.Uncertainty;

    private double Own => time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Nobody is let in before the first answer, or its failure.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await SampleAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var i = 0; ; i++)
        {
            await Task.Delay(i < FirstSamples ? BetweenFirst : Between, time, stoppingToken);
            await SampleAsync(stoppingToken);
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var began = Own;
            var sample = await reference.SampleAsync(cancellationToken);
            _offset.Add(began, Own, sample.Milliseconds, sample.Source);
        }
        catch (BrokerUnavailableException)
        {
            // The last offset holds: a monotonic clock drifts some ms in a minute.
        }
    }
}
