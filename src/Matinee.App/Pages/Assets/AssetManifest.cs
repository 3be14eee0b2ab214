using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Matinee.App.Pages.Assets;

/// <summary>
/// What the web build left in <c>wwwroot/assets</c>: entry names to hashed addresses, and the files themselves. Read once at
/// start. Without a build it is empty: pages come without style and script, and a start-up warning says so.
/// </summary>
public sealed class AssetManifest
{
    private readonly FrozenDictionary<string, AssetEntry> _entries;
    private readonly FrozenDictionary<string, AssetFile> _files;
    private readonly FrozenDictionary<string, string> _pictures;

    private AssetManifest(IReadOnlyDictionary<string, AssetEntry> entries, IReadOnlyDictionary<string, AssetFile> files, IReadOnlyDictionary<string, string> pictures)
    {
        _entries = entries.ToFrozenDictionary(StringComparer.Ordinal);
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
        _pictures = pictures.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static AssetManifest Empty { get; } =
        new(ImmutableDictionary<string, AssetEntry>.Empty, ImmutableDictionary<string, AssetFile>.Empty, ImmutableDictionary<string, string>.Empty);

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Address of the icon sprite; an icon is <c>{Icons}#name</c>.</summary>
    public string Icons => Picture("icons.svg");

    /// <summary>Address of a picture of web/src/icons; empty without a build.</summary>
    public string Picture(string fileName) => _pictures.GetValueOrDefault(fileName, "");

    /// <param name="webRoot">The folder that holds <c>assets/manifest.json</c>.</param>
    public static AssetManifest Load(string webRoot)
    {
        var folder = Path.Combine(webRoot, "assets");
        var path = Path.Combine(folder, "manifest.json");
        if (!File.Exists(path))
            return Empty;
        var files = Directory.EnumerateFiles(folder)
            .Select(AssetFile.Describe)
            .OfType<AssetFile>()
            .ToDictionary(file => Path.GetFileName(file.Path), StringComparer.Ordinal);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(path));
        return Read(manifest.RootElement, files);
    }

    /// <summary>The entry of vite.config.ts by its short name; null when the build does not know it.</summary>
    public AssetEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <param name="fileName">The hashed name, without the folder.</param>
    public AssetFile? FindFile(string fileName) => _files.GetValueOrDefault(fileName);

    internal static AssetManifest Read(JsonElement manifest, IReadOnlyDictionary<string, AssetFile> files)
    {
        var entries = new Dictionary<string, AssetEntry>(StringComparer.Ordinal);
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (source, chunk) in manifest.EnumerateObject().Select(property => (property.Name, property.Value)))
        {
            if (source.StartsWith("src/icons/", StringComparison.Ordinal))
                pictures[Path.GetFileName(source)] = Address(chunk);
            if (chunk.TryGetProperty("isEntry", out var isEntry) && isEntry.GetBoolean() && chunk.GetProperty("name").GetString() is { } name)
                entries[name] = new AssetEntry(Address(chunk), Preloads(manifest, source), Styles(manifest, source));
        }
        return new AssetManifest(entries, files, pictures);
    }

    private static string Address(JsonElement chunk) => "/" + chunk.GetProperty("file").GetString();

    private static ImmutableArray<string> Preloads(JsonElement manifest, string source) =>
        [.. Closure(manifest, source).Skip(1).Select(name => Address(manifest.GetProperty(name)))];

    private static ImmutableArray<string> Styles(JsonElement manifest, string source) =>
    [
        .. Closure(manifest, source)
            .SelectMany(name => Names(manifest.GetProperty(name), "css"))
            .Select(file => "/" + file)
            .Distinct(StringComparer.Ordinal),
    ];

    // The chunk first, then everything that it imports statically.
    private static List<string> Closure(JsonElement manifest, string source)
    {
        List<string> found = [source];
        for (var i = 0; i < found.Count; i++)
            found.AddRange(Names(manifest.GetProperty(found[i]), "imports").Where(name => !found.Contains(name)));
        return found;
    }

    private static IEnumerable<string> Names(JsonElement chunk, string property) =>
        chunk.TryGetProperty(property, out var names) ? names.EnumerateArray().Select(name => name.GetString()).OfType<string>() : [];
}
