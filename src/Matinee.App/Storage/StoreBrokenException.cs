namespace Matinee.App.Storage;

/// <summary>A remote store was given its tries and its time, or has said no.</summary>
public sealed class StoreBrokenException(string message, Exception cause) : IOException(message, cause);
