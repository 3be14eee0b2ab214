namespace Matinee.Brokers.Redis;

/// <summary>Where one server or sentinel listens.</summary>
internal sealed record RedisServerAddress(string Host, int Port)
{
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
