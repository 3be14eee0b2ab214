namespace Matinee.Brokers.Nats.Wire;

/// <summary>The other side does not speak the NATS protocol, or more than it may.</summary>
internal sealed class NatsProtocolException(string message) : Exception(message);
