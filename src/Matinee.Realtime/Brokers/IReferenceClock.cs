namespace Matinee.Realtime.Brokers;

/// <summary>A clock that all nodes can ask: their common reference. It need not be right, only the same for everybody.</summary>
public interface IReferenceClock
{
    /// <summary>
    /// The reference's time at some moment between call and completion; the caller measures that span, and less is better: implementations keep
    /// their connection open and do nothing else meanwhile. Throws <see cref="BrokerUnavailableException"/>.
    /// </summary>
    Task<ReferenceSample> SampleAsync(CancellationToken cancellationToken);
}
