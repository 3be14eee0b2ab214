using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Matinee.Brokers.Nats.Wire;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>Answers to all requests of a connection come in over one subscription; the last word of their subject says whose they are.</summary>
internal sealed class NatsInbox(NatsConnection connection)
{
    private const int NobodyListens = 503;

    private readonly string _prefix = $"_INBOX.{RandomNumberGenerator.GetHexString(22, lowercase: true)}.";
    private readonly ConcurrentDictionary<long, TaskCompletionSource<NatsFrame>> _waiting = new();
    private long _last;

    public NatsSubscription Subscription(long sid) => new(sid, _prefix + "*", Take, static _ => { });

    public async Task<NatsFrame> RequestAsync(string subject, NatsHeaders headers, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _waiting[id] = new TaskCompletionSource<NatsFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            connection.Publish(subject, string.Create(CultureInfo.InvariantCulture, $"{_prefix}{id}"), headers, payload);
            var frame = await answer.Task.WithinAsync(connection.Patience.Answer, connection.Time, cancellationToken);
            return frame.Headers.Status == NobodyListens
                ? throw new NatsUnavailableException($"Nobody answers {subject} on this NATS: JetStream is off, or has no leader.")
                : frame;
        }
        catch (TimeoutException e)
        {
            throw new NatsUnavailableException($"NATS did not answer within {connection.Patience.Answer.TotalMilliseconds:0} ms.", isSilence: true, e);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public void FailAll(string reason)
    {
        foreach (var answer in _waiting.Values)
            answer.TrySetException(new NatsUnavailableException($"The connection to NATS was lost: {reason}"));
    }

    private void Take(NatsFrame frame)
    {
        if (long.TryParse(frame.Subject.AsSpan(frame.Subject.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && _waiting.TryGetValue(id, out var answer))
            answer.TrySetResult(frame);
    }
}
