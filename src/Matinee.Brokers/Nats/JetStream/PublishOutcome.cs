namespace Matinee.Brokers.Nats.JetStream;

/// <summary>What a stream answered to a message.</summary>
/// <param name="Sequence">Where it stands, or the first one with its id; 0 when it was refused.</param>
internal readonly record struct PublishOutcome(PublishVerdict Verdict, ulong Sequence);

internal enum PublishVerdict
{
    Stored,

    /// <summary>A message with the same id was stored within the window.</summary>
    Duplicate,

    /// <summary>The last message of the subject is another one than was expected.</summary>
    Overtaken,
}
