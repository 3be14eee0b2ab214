namespace Matinee.App.Pages.Assets;

/// <summary>A built file, with its compressed forms beside it where the build made them.</summary>
public sealed record AssetFile(string Path, string ContentType, bool HasBrotli, bool HasGzip)
{
    /// <summary>Null for what is not served: the manifest and the compressed forms.</summary>
    public static AssetFile? Describe(string path) => ContentTypeOf(path) is { } type
        ? new AssetFile(path, type, File.Exists(path + ".br"), File.Exists(path + ".gz"))
        : null;

    /// <summary>The form for a client's <c>Accept-Encoding</c>.</summary>
    public (string Path, string? Encoding) Choose(string? acceptEncoding)
    {
        if (HasBrotli && Accepts(acceptEncoding, "br"))
            return (Path + ".br", "br");
        return HasGzip && Accepts(acceptEncoding, "gzip") ? (Path + ".gz", "gzip") : (Path, null);
    }

    private static string? ContentTypeOf(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".webp" => "image/webp",
        ".png" => "image/png",
        _ => null,
    };

    private static bool Accepts(string? header, string encoding) =>
        header is not null && header.Split(',', StringSplitOptions.TrimEntries)
            .Any(item => item.Equals(encoding, StringComparison.OrdinalIgnoreCase)
                || (item.StartsWith(encoding + ";", StringComparison.OrdinalIgnoreCase) && !item.EndsWith("q=0", StringComparison.Ordinal)));
}
