namespace Matinee.Realtime.Brokers;

/// <summary>The store behind the channels did not answer in time, or refused. The message says which and why.</summary>
public sealed class BrokerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
