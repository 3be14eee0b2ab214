using Matinee.Brokers.Nats;
using Matinee.Brokers.Redis;
using Xunit;

namespace Matinee.Tests.Brokers;

public sealed class BrokerAddressTests
{
    [Fact]
    public void Several_servers_of_nats_share_credentials_and_tls()
    {
        var address = NatsAddress.Parse("nats://us%40er:p%3Aw@a:4333, tls://b");

        Assert.Equal("a:4333, b:4222", address.Name);
        Assert.Equal(("us@er", "p:w", null, true), (address.User, address.Password, address.Token, address.UseTls));
        Assert.Equal("secret", NatsAddress.Parse("nats://secret@a").Token);
    }

    [Fact]
    public void Several_servers_of_redis_share_password_tls_and_database()
    {
        var address = RedisAddress.Parse("rediss://:p%40w@a:6380/3,redis://[::1]");

        Assert.Equal("a:6380, [::1]:6379", address.Name);
        Assert.Equal(("p@w", true, 3), (address.Password, address.UseTls, address.Database));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://a")]
    [InlineData("nats://")]
    [InlineData("nats://user:secret@a/x")]
    public void A_bad_address_of_nats_is_refused_without_its_password(string url)
    {
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => NatsAddress.Parse(url)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://a")]
    [InlineData("redis://:secret@a/x")]
    [InlineData("redis://:secret@a?x=1")]
    [InlineData("redis://somebody:secret@a")]
    public void A_bad_address_of_redis_is_refused_without_its_password(string url)
    {
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => RedisAddress.Parse(url)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("room:abc", "room:abc")]
    [InlineData("a.b c*>", "a=2Eb=20c=2A=3E")]
    [InlineData("ü", "=C3=BC")]
    [InlineData("=", "=3D")]
    public void A_name_is_one_word_of_a_subject(string name, string word)
    {
        Assert.Equal(word, NatsNames.Word(name));
    }

    [Fact]
    public void All_keys_of_a_channel_are_hashed_by_the_same_part()
    {
        var names = new RedisNames("p:");

        Assert.Equal(("p:{a%7D%25b}:m", "p:{a%7D%25b}:l"), (names.Meta("a}%b"), names.Entries("a}%b")));
    }

    [Fact]
    public void A_further_server_takes_its_share_of_the_channels_and_moves_no_other()
    {
        string[] three = ["a:1", "b:1", "c:1"];
        string[] four = [.. three, "d:1"];
        var channels = Enumerable.Range(0, 3000).Select(i => $"room:{i}").ToList();

        var moved = channels.Where(channel => Pick(three, channel) != Pick(four, channel)).ToList();

        Assert.All(moved, channel => Assert.Equal("d:1", Pick(four, channel)));
        Assert.InRange(moved.Count, 600, 900);
        Assert.All(three, server => Assert.InRange(channels.Count(channel => Pick(three, channel) == server), 850, 1150));
    }

    [Fact]
    public void A_sentinel_tells_of_its_own_master_only()
    {
        Assert.Equal("10.0.0.2:6380", RedisSentinels.Switched(["message", "+switch-master", "main 10.0.0.1 6379 10.0.0.2 6380"], "main")?.ToString());
        Assert.Null(RedisSentinels.Switched(["message", "+switch-master", "other 10.0.0.1 6379 10.0.0.2 6380"], "main"));
        Assert.Null(RedisSentinels.Server([""]));
        Assert.Null(RedisSentinels.Server(["host", "x"]));
    }

    [Fact]
    public void The_policy_by_which_a_server_drops_keys_is_found()
    {
        Assert.Equal("allkeys-lru", RedisLink.EvictionPolicy("# Memory\r\nused_memory:1\r\nmaxmemory_policy:allkeys-lru\r\n"));
    }

    private static string Pick(string[] servers, string channel) => servers.MaxBy(server => RedisStores.Hash(server, channel))!; // none is empty
}
