namespace Matinee.Realtime.Brokers;

/// <summary>A single node's own clock: the wall clock at its start, counted on by the monotonic one.</summary>
public sealed class NodeReferenceClock(TimeProvider time, string node) : IReferenceClock
{
    private readonly double _startedAt = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    private readonly long _start = time.GetTimestamp();

    public Task<ReferenceSample> SampleAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ReferenceSample(_startedAt + time.GetElapsedTime(_start).TotalMilliseconds, node));
}
