using System.ComponentModel.DataAnnotations;

namespace Matinee.Server.Configuration;

/// <summary>Where films and segments are.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Folder of the objects. Unset: <c>DATA/objects</c>. Put it on the big disk.</summary>
    public string? Path { get; set; }

    /// <summary>The same as a URL: <c>file:PATH</c>. Wins over <see cref="Path"/>.</summary>
    [RegularExpression("file:.+", ErrorMessage = "file:PATH (S3, GCS and Azure are not supported in this version)")]
    public string? Url { get; set; }

    /// <summary>The folder that the two settings name.</summary>
    public string FolderIn(string dataFolder)
    {
        if (Url is null)
            return System.IO.Path.GetFullPath(Path ?? System.IO.Path.Combine(dataFolder, "objects"));
        var path = Url["file:".Length..];
        return System.IO.Path.GetFullPath(path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path);
    }
}
