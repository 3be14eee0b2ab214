namespace Matinee.Cluster.Registry;

/// <summary>The registry did not answer, or has no majority. Nothing was changed. The message says who was asked.</summary>
public sealed class RegistryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
