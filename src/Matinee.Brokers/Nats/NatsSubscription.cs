using Matinee.Brokers.Nats.Wire;

namespace Matinee.Brokers.Nats;

/// <summary>What this client listens to. Disposing ends it.</summary>
internal sealed class NatsSubscription(long sid, string subject, Action<NatsFrame> heard, Action<NatsSubscription> end) : IDisposable
{
    public long Sid => sid;

    public string Subject => subject;

    public Action<NatsFrame> Heard => heard;

    public void Dispose() => end(this);
}
