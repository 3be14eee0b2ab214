using System.Globalization;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>
/// Reads the URL form that libpq and every hosting platform use: percent-encoded user and password, several hosts, options
/// in the query.
/// </summary>
public sealed class PostgresAddress
{
    private const int DefaultPort = 5432;

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
        ["passfile"] = "Passfile",
        ["target_session_attrs"] = "Target Session Attributes",
        ["search_path"] = "Search Path",
        ["host"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
    };

    private readonly NpgsqlConnectionStringBuilder _values;

    private PostgresAddress(NpgsqlConnectionStringBuilder values) => _values = values;

    public string Host => _values.Host ?? "localhost";

    public string User => _values.Username ?? "";

    public string Database => _values.Database ?? User;

    public static bool IsOne(string url) => Schemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">The message says what is wrong, and holds no password.</exception>
    public static PostgresAddress Parse(string url)
    {
        var scheme = Schemes.FirstOrDefault(s => url.StartsWith(s, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException("The address does not begin with postgres://.");
        var rest = url[scheme.Length..].Split('#')[0];
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var query = mark >= 0 ? rest[(mark + 1)..] : "";
        rest = mark >= 0 ? rest[..mark] : rest;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash >= 0 ? rest[..slash] : rest;
        var database = slash >= 0 ? Uri.UnescapeDataString(rest[(slash + 1)..]) : "";
        if (database.Contains('/', StringComparison.Ordinal) || database.Contains('@', StringComparison.Ordinal) || query.Contains("://", StringComparison.Ordinal))
            throw new FormatException("What follows the host is no name of a database. Percent-encode '/', '@', '?' and '#' in the password (%2F, %40, %3F, %23).");
        var values = new NpgsqlConnectionStringBuilder();
        ReadAuthority(values, authority);
        if (database.Length > 0)
            values.Database = database;
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            ReadOption(values, option);
        if (string.IsNullOrEmpty(values.Host))
            values.Host = "localhost";
        if (string.IsNullOrEmpty(values.Username))
            throw new FormatException("The address names no user: postgres://USER:PASSWORD@HOST/DATABASE.");
        values.Database = string.IsNullOrEmpty(values.Database) ? values.Username : values.Database;
        return new PostgresAddress(values);
    }

    /// <summary>For a log or a person: without the password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"postgres://{User}@{Host}{(_values.Port == DefaultPort || Host.Contains(':', StringComparison.Ordinal) ? "" : $":{_values.Port}")}/{Database}");

    internal NpgsqlConnectionStringBuilder Copy() => new(_values.ConnectionString);

    private static void ReadAuthority(NpgsqlConnectionStringBuilder values, string authority)
    {
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = authority[..at];
            var colon = user.IndexOf(':', StringComparison.Ordinal);
            values.Username = Uri.UnescapeDataString(colon >= 0 ? user[..colon] : user);
            if (colon >= 0)
                values.Password = Uri.UnescapeDataString(user[(colon + 1)..]);
        }

        var hosts = authority[(at + 1)..];
        if (hosts.Length == 0)
            return;
        if (hosts.Contains(',', StringComparison.Ordinal))
        {
            values.Host = Uri.UnescapeDataString(hosts);
            return;
        }

        var port = hosts.LastIndexOf(':');
        if (port > hosts.LastIndexOf(']'))
        {
            values.Port = int.TryParse(hosts.AsSpan(port + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
                ? number
                : throw new FormatException("The port is a number from 1 to 65535.");
            hosts = hosts[..port];
        }

        values.Host = Uri.UnescapeDataString(hosts.Trim('[', ']'));
    }

    private static void ReadOption(NpgsqlConnectionStringBuilder values, string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(equals >= 0 ? option[..equals] : option);
        var value = equals >= 0 ? Uri.UnescapeDataString(option[(equals + 1)..].Replace('+', ' ')) : "";
        if (!Options.TryGetValue(name, out var key))
            throw new FormatException($"The option '{name}' of the address is not known. Known are {string.Join(", ", Options.Keys)}.");
        try
        {
            values[key] = name.ToLowerInvariant() is "sslmode" or "target_session_attrs" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new FormatException($"The option '{name}' of the address cannot be '{value}'.", e);
        }
    }
}
