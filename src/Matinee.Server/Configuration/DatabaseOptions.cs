using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Where the catalogue is.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary><c>sqlite:PATH</c>; a relative path is taken from the working folder. Unset: <c>DATA/matinee.db</c>.</summary>
    [RegularExpression("sqlite:.+", ErrorMessage = "sqlite:PATH (PostgreSQL is not supported in this version)")]
    public string? Url { get; set; }

    /// <summary>The file behind <see cref="Url"/>.</summary>
    public string PathIn(string dataFolder)
    {
        if (Url is null)
            return Path.Combine(dataFolder, "matinee.db");
        var path = Url["sqlite:".Length..];
        // sqlite:///absolute and sqlite://relative are common spellings of the same thing.
        return Path.GetFullPath(path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path);
    }
}
