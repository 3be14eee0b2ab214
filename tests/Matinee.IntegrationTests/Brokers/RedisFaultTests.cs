namespace Matinee.IntegrationTests.Brokers;

public sealed class RedisFaultTests() : BrokerFaults(RedisOnTest.StartAsync);
