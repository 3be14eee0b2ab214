namespace Matinee.Brokers.Nats;

/// <summary>Where one server listens.</summary>
internal sealed record NatsServerAddress(string Host, int Port)
{
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
