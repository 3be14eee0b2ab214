namespace Matinee.Brokers.Redis;

/// <summary>There is no connection, no answer in time, or one that says that the server cannot.</summary>
internal sealed class RedisUnavailableException(string message, bool isSilence = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Nothing came in time.</summary>
    public bool IsSilence => isSilence;
}
