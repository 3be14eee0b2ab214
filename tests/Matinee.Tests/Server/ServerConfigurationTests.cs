using System.Collections;
using Matinee.Server.Configuration;
using Matinee.Server.Hosting;
using Xunit;

namespace Matinee.Tests.Server;

public sealed class ServerConfigurationTests
{
    [Fact]
    public void A_flag_wins_over_the_environment_and_says_so()
    {
        var configuration = Load(new() { ["PORT"] = "9000", ["MATINEE__SERVER__PORT"] = "9001" }, new() { ["Server:Port"] = "9002" });

        Assert.Equal("9002", configuration.Values["Server:Port"]);
        Assert.Equal("command line", configuration.OriginOf("Server:Port"));
        Assert.Equal("environment PORT", Load(new() { ["PORT"] = "9000", ["MATINEE__SERVER__PORT"] = "9001" }).OriginOf("Server:Port"));
    }

    [Fact]
    public void All_errors_are_told_at_once_with_value_and_range()
    {
        var configuration = Load(new() { ["PORT"] = "99999", ["MATINEE__SERVER__HEADERTIMEOUT"] = "soon", ["MATINEE__NO__SUCH"] = "1", ["REDIS_URL"] = "redis://x", ["DATABASE_URL"] = "mysql://root:hunter2@x" });

        var errors = ConfigurationCheck.Run(configuration).Select(e => e.ToString()).ToList();

        Assert.Equal(5, errors.Count);
        Assert.Contains("Server:Port = \"99999\": a whole number, 0 to 65535", errors);
        Assert.Contains(errors, e => e.StartsWith("Server:HeaderTimeout = \"soon\": a duration", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("NO:SUCH: there is no such setting", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("JWT_SECRET: nodes that share a broker need the same secret", StringComparison.Ordinal));
        Assert.Contains("Database:Url = \"mysql://root:********@x\": text, postgres://USER:PASSWORD@HOST/DATABASE or sqlite:PATH", errors);
    }

    [Theory]
    [InlineData("Cluster:Peers", "localhost:7001", false, "JWT_SECRET: nodes of one cluster need the same secret")]
    [InlineData("Server:Port", "0", true, "Server:Port = 0: the other nodes of a cluster")]
    [InlineData("Cluster:Etcd", "http://localhost:2379", true, "exclude each other")]
    [InlineData("Cluster:ElectionTimeout", "00:00:00.100", true, "at least five times")]
    [InlineData("Cluster:PeerKeyFile", "/a.key", true, "set together or not at all")]
    [InlineData("Cluster:Raft", "7001,7002", true, "[HOST:]PORT")]
    public void A_cluster_is_refused_that_could_not_be_one(string key, string value, bool secret, string advice)
    {
        Dictionary<string, string> environment = secret ? new() { ["JWT_SECRET"] = new string('k', 32) } : [];

        var errors = ConfigurationCheck.Run(Load(environment, new() { ["Cluster:Raft"] = "7001", [key] = value })).Select(e => e.ToString()).ToList();

        Assert.Contains(advice, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://x", "nats://y", "NATS_URL is set too")]
    [InlineData("redis://:hunter2@", null, "redis://")]
    [InlineData(null, "nats://anna:hunter2@", "nats://")]
    public void Channels_are_in_one_store_with_a_good_address(string? redis, string? nats, string advice)
    {
        Dictionary<string, string> environment = new() { ["JWT_SECRET"] = new string('k', 32) };
        foreach (var (name, value) in new[] { ("REDIS_URL", redis), ("NATS_URL", nats) })
        {
            if (value is not null)
                environment[name] = value;
        }

        var errors = ConfigurationCheck.Run(Load(environment)).Select(e => e.ToString()).ToList();

        Assert.Contains(errors, e => e.Contains(advice, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_short_secret_is_refused_without_being_shown()
    {
        var error = Assert.Single(ConfigurationCheck.Run(Load(new() { ["JWT_SECRET"] = "hunter2" }))).ToString();

        Assert.Contains("at least 32 bytes", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_cannot_be_read_is_refused_without_its_password()
    {
        var error = Assert.Single(ConfigurationCheck.Run(Load(new() { ["DATABASE_URL"] = "postgres://anna:hunter2@db/films?sslmode=perhaps&password=hunter2" }))).ToString();

        Assert.Contains("sslmode", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://anna:p%40ss@db/films", "postgres://anna:********@db/films")]
    [InlineData("postgres://anna:a@b/c@db/films", "postgres://anna:********@db/films")]
    [InlineData("postgres://anna@db/films", "postgres://anna@db/films")]
    [InlineData("postgres://db/films?user=anna&password=x&sslmode=require", "postgres://db/films?user=anna&password=********&sslmode=require")]
    [InlineData("sqlite:/data/a:b@c.db", "sqlite:/data/a:b@c.db")]
    public void A_password_in_an_address_is_masked(string address, string shown) => Assert.Equal(shown, SecretMask.Of(address));

    [Fact]
    public void The_defaults_are_acceptable()
    {
        Assert.Empty(ConfigurationCheck.Run(Load([])));
    }

    private static ServerConfiguration Load(Dictionary<string, string> environment, Dictionary<string, string?>? flags = null) =>
        ServerConfiguration.Load(null, flags ?? [], new Hashtable(environment));
}
