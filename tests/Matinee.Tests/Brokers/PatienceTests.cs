using Matinee.Brokers.Nats;
using Matinee.Brokers.Redis;
using Xunit;

namespace Matinee.Tests.Brokers;

public sealed class PatienceTests
{
    [Fact]
    public void A_store_is_waited_for_as_long_as_whoever_asks_lets_it_take_and_no_shorter_than_ever()
    {
        var (longer, shorter) = (TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(50));

        Assert.Equal((longer, RedisPatience.Default), (RedisPatience.For(longer).Answer, RedisPatience.For(shorter)));
        Assert.Equal((longer, longer, NatsPatience.Default), (NatsPatience.For(longer).Answer, NatsPatience.For(longer).Ping, NatsPatience.For(shorter)));
    }
}
