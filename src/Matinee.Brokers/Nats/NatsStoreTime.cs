using System.Security.Cryptography;
using Matinee.Brokers.Nats.JetStream;

namespace Matinee.Brokers.Nats;

/// <summary>
/// The store's clock: a message is stored and read again, and the time that it was given lies between. Between samples the local
/// monotonic clock counts on from the sample that took the least time.
/// </summary>
internal sealed class NatsStoreTime(JetStreamClient client, NatsNames names, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly string _subject = names.Clock(RandomNumberGenerator.GetHexString(12, lowercase: true));
    private readonly Lock _gate = new();
    private (double AtStart, long Timestamp, double Span)? _best;

    /// <summary>Milliseconds since 1970 now; a sample is taken first when the last good one is old.</summary>
    public async Task<double> NowAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_best is { } best && time.GetElapsedTime(best.Timestamp) < Fresh)
                return best.AtStart + time.GetElapsedTime(best.Timestamp).TotalMilliseconds;
        }

        await SampleAsync(cancellationToken);
        lock (_gate)
            return _best is { } best ? best.AtStart + time.GetElapsedTime(best.Timestamp).TotalMilliseconds : 0;
    }

    /// <summary>The store's time between call and completion.</summary>
    public async Task<double> SampleAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await client.PublishAsync(_subject, default, null, onlyFirst: false, cancellationToken);
        var span = time.GetElapsedTime(began).TotalMilliseconds;
        var stored = await client.GetLastAsync(names.ValueStream, _subject, cancellationToken)
            ?? throw new NatsUnavailableException("The probe of NATS's clock is gone.");
        var milliseconds = (stored.At - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        lock (_gate)
        {
            // The message was stored within the first of the two answers.
            if (_best is not { } best || span <= best.Span || time.GetElapsedTime(best.Timestamp) >= Fresh)
                _best = (milliseconds - (span / 2), began, span);
        }

        return milliseconds;
    }
}
