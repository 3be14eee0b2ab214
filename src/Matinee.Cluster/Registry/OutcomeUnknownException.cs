namespace Matinee.Cluster.Registry;

/// <summary>A write was sent and not answered. It may have been taken, or may yet be; or not. Read before writing again.</summary>
public sealed class OutcomeUnknownException(string message, Exception? inner = null) : Exception(message, inner);
