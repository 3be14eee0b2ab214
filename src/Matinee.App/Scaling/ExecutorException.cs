namespace Matinee.App.Scaling;

/// <summary>Workers cannot be started or stopped now. The message says why, and what to do about it.</summary>
public sealed class ExecutorException(string message, Exception? inner = null) : Exception(message, inner);
