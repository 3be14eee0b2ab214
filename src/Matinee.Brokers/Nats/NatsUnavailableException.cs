namespace Matinee.Brokers.Nats;

/// <summary>There is no connection, or no answer in time.</summary>
internal sealed class NatsUnavailableException(string message, bool isSilence = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The connection stands, and nothing came over it in time.</summary>
    public bool IsSilence => isSilence;
}
