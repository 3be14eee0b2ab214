namespace Matinee.Adapters.Remote;

/// <summary>The store was given its tries and its time, or has said no.</summary>
internal sealed class StoreBrokenException(string message, Exception cause) : IOException(message, cause);
