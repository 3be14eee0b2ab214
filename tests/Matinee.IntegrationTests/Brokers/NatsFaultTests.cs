namespace Matinee.IntegrationTests.Brokers;

public sealed class NatsFaultTests() : BrokerFaults(NatsOnTest.StartAsync);
