using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>The clock of whichever server leads the stream of values; the time of a message that is stored and read again.</summary>
internal sealed class NatsReferenceClock(NatsStore store) : IReferenceClock
{
    public Task<ReferenceSample> SampleAsync(CancellationToken cancellationToken) => store.RunAsync(async stop =>
    {
        // Asked beside the probe, so that the span of the sample does not grow.
        var leader = store.Client.LeaderAsync(store.Names.ValueStream, stop);
        var milliseconds = await store.StoreTime.SampleAsync(stop);
        return new ReferenceSample(milliseconds, $"nats {await leader}");
    }, cancellationToken);
}
