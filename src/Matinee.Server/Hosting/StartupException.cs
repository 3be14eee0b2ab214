namespace Matinee.Server.Hosting;

/// <summary>The server cannot start, and the operator can mend it: the message says what and how.</summary>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
