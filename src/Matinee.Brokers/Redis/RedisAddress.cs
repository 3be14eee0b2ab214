using System.Collections.Immutable;
using System.Globalization;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>
/// <c>REDIS_URL</c>: one or more of <c>redis://</c> or <c>rediss://</c>, divided by commas, each with <c>:password@</c> or without, and with
/// a database number as its path. Password, TLS and database of the first that has them are those of all.
/// </summary>
public sealed class RedisAddress
{
    private const int DefaultPort = 6379;

    private RedisAddress(ImmutableArray<RedisServerAddress> servers) => Servers = servers;

    /// <summary>Without the password, for messages.</summary>
    public string Name => string.Join(", ", Servers);

    internal ImmutableArray<RedisServerAddress> Servers { get; private init; }

    internal bool UseTls { get; private init; }

    internal string? Password { get; private init; }

    internal int Database { get; private init; }

    /// <exception cref="FormatException">The message says what is wrong, and holds no password.</exception>
    public static RedisAddress Parse(string urls)
    {
        var servers = ImmutableArray.CreateBuilder<RedisServerAddress>();
        var useTls = false;
        string? password = null;
        var database = 0;
        foreach (var part in urls.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var text = part.Contains("://", StringComparison.Ordinal) ? part : "redis://" + part;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Scheme is not ("redis" or "rediss"))
                throw new FormatException("An address of Redis looks like redis://[:password@]host[:6379][/database] or rediss://host.");
            var path = url.AbsolutePath.Trim('/');
            if (url.Query.Length > 0 || (path.Length > 0 && (!int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database) || database > 1023)))
                throw new FormatException("An address of Redis has nothing after its port but the number of a database.");
            password ??= PasswordOf(url);
            useTls |= url.Scheme == "rediss";
            servers.Add(new RedisServerAddress(url.IdnHost.Trim('[', ']'), url.Port > 0 ? url.Port : DefaultPort));
        }

        return servers.Count == 0
            ? throw new FormatException("The address of Redis names no server.")
            : new RedisAddress(servers.ToImmutable()) { UseTls = useTls, Password = password, Database = database };
    }

    internal RedisAddress With(params RedisServerAddress[] servers) => new([.. servers]) { UseTls = UseTls, Password = Password, Database = Database };

    internal ConfigurationOptions Configure()
    {
        var options = new ConfigurationOptions
        {
            ClientName = "matinee",
            Password = Password,
            Ssl = UseTls,
            SslHost = UseTls ? Servers[0].Host : null,
            DefaultDatabase = Database,
            AbortOnConnectFail = false,
            AllowAdmin = true, // or the library would not ask INFO
            ConnectTimeout = 1000,
            ConnectRetry = 1,
            SyncTimeout = 1000,
            KeepAlive = 2,
            ReconnectRetryPolicy = new LinearRetry(100),
            // Neither a key nor a channel of its own: which server is the master is not decided by this library.
            TieBreaker = "",
            ConfigurationChannel = "",
        };
        foreach (var server in Servers)
            options.EndPoints.Add(server.Host, server.Port);
        return options;
    }

    private static string? PasswordOf(Uri url)
    {
        if (url.UserInfo.Length == 0)
            return null;
        var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? "" : Uri.UnescapeDataString(url.UserInfo[..colon]);
        if (user is not ("" or "default"))
            throw new FormatException("Only the default user of Redis can be used: write redis://:password@host.");
        return Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]);
    }
}
