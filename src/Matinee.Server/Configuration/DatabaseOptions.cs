using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Where the catalogue is.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    private const string SqliteScheme = "sqlite:";

    /// <summary>
    /// <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE</c> (PostgreSQL 15 or newer; <c>?sslmode=verify-full</c> and the like are taken), or
    /// <c>sqlite:PATH</c>, a relative path being taken from the working folder. Unset: <c>DATA/matinee.db</c>.
    /// </summary>
    [RegularExpression("(?:sqlite:|postgres://|postgresql://).+", ErrorMessage = "postgres://USER:PASSWORD@HOST/DATABASE or sqlite:PATH")]
    public string? Url { get; set; }

    /// <summary>Connections of this process to PostgreSQL at most, besides the one that listens. All nodes' together must stay below the server's max_connections.</summary>
    [Range(2, 1000)]
    public int PoolSize { get; set; } = 20;

    /// <summary>How long a connection to PostgreSQL may take, and how long a request waits for a free one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long PostgreSQL may work on one statement before it is cancelled.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>False when it is a file.</summary>
    internal bool IsServer => Url is { } url && !url.StartsWith(SqliteScheme, StringComparison.Ordinal);

    /// <summary>The file behind <see cref="Url"/>.</summary>
    public string PathIn(string dataFolder)
    {
        if (Url is null)
            return Path.Combine(dataFolder, "matinee.db");
        var path = Url[SqliteScheme.Length..];
        // sqlite:///absolute and sqlite://relative are common spellings of the same thing.
        return Path.GetFullPath(path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path);
    }
}
