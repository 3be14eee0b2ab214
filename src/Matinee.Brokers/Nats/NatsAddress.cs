using System.Collections.Immutable;
using System.Globalization;

namespace Matinee.Brokers.Nats;

/// <summary>
/// <c>NATS_URL</c>: one or more of <c>nats://</c> or <c>tls://</c>, divided by commas, each with <c>user:password@</c> or <c>token@</c>
/// or neither. Credentials of the first that has some are those of all.
/// </summary>
public sealed class NatsAddress
{
    private const int DefaultPort = 4222;

    private NatsAddress(ImmutableArray<NatsServerAddress> servers, bool useTls) => (Servers, UseTls) = (servers, useTls);

    /// <summary>Without credentials, for messages.</summary>
    public string Name => string.Join(", ", Servers);

    internal ImmutableArray<NatsServerAddress> Servers { get; }

    internal bool UseTls { get; }

    internal string? User { get; private init; }

    internal string? Password { get; private init; }

    internal string? Token { get; private init; }

    /// <exception cref="FormatException">The message says what is wrong, and holds no password.</exception>
    public static NatsAddress Parse(string urls)
    {
        var servers = ImmutableArray.CreateBuilder<NatsServerAddress>();
        var useTls = false;
        string? credentials = null;
        foreach (var part in urls.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var text = part.Contains("://", StringComparison.Ordinal) ? part : "nats://" + part;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || url.Scheme is not ("nats" or "tls"))
                throw new FormatException("An address of NATS looks like nats://[user:password@]host[:4222] or tls://host.");
            if (url.AbsolutePath.Trim('/').Length > 0 || url.Query.Length > 0)
                throw new FormatException("An address of NATS has nothing after its port.");
            useTls |= url.Scheme == "tls";
            credentials ??= url.UserInfo.Length > 0 ? url.UserInfo : null;
            servers.Add(new NatsServerAddress(url.IdnHost.Trim('[', ']'), url.Port > 0 ? url.Port : DefaultPort));
        }

        if (servers.Count == 0)
            throw new FormatException("The address of NATS names no server.");
        var colon = credentials?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return new NatsAddress(servers.ToImmutable(), useTls)
        {
            User = colon >= 0 ? Uri.UnescapeDataString(credentials![..colon]) : null, // there is a colon in it
            Password = colon >= 0 ? Uri.UnescapeDataString(credentials![(colon + 1)..]) : null, // there is a colon in it
            Token = colon < 0 && credentials is not null ? Uri.UnescapeDataString(credentials) : null,
        };
    }

    /// <summary>A server as a server tells of it: <c>host:port</c>; null when it is not that.</summary>
    internal static NatsServerAddress? ParseAdvertised(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? new NatsServerAddress(text[..colon].Trim('[', ']'), port)
            : null;
    }
}
