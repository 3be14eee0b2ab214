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
        var configuration = Load(new() { ["PORT"] = "99999", ["MATINEE__SERVER__HEADERTIMEOUT"] = "soon", ["MATINEE__NO__SUCH"] = "1", ["REDIS_URL"] = "redis://x", ["DATABASE_URL"] = "postgres://x" });

        var errors = ConfigurationCheck.Run(configuration).Select(e => e.ToString()).ToList();

        Assert.Equal(5, errors.Count);
        Assert.Contains("Server:Port = \"99999\": a whole number, 0 to 65535", errors);
        Assert.Contains(errors, e => e.StartsWith("Server:HeaderTimeout = \"soon\": a duration", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("NO:SUCH: there is no such setting", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("REDIS_URL: Redis is not supported", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("PostgreSQL is not supported", StringComparison.Ordinal));
    }

    [Fact]
    public void A_short_secret_is_refused_without_being_shown()
    {
        var error = Assert.Single(ConfigurationCheck.Run(Load(new() { ["JWT_SECRET"] = "hunter2" }))).ToString();

        Assert.Contains("at least 32 bytes", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_acceptable()
    {
        Assert.Empty(ConfigurationCheck.Run(Load([])));
    }

    private static ServerConfiguration Load(Dictionary<string, string> environment, Dictionary<string, string?>? flags = null) =>
        ServerConfiguration.Load(null, flags ?? [], new Hashtable(environment));
}
