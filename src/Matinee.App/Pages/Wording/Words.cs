using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Matinee.App.Pages.Wording;

/// <summary>
/// Every text for people, by dotted key, from one JSON file a locale that the islands import too. A missing key throws:
/// a page with a hole in it must not ship.
/// </summary>
public sealed class Words
{
    private readonly FrozenDictionary<string, string> _texts;

    private Words(string language, Dictionary<string, string> texts)
    {
        Language = language;
        Culture = CultureInfo.InvariantCulture;
        _texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>BCP 47, for <c>lang</c>.</summary>
    public string Language { get; }

    internal CultureInfo Culture { get; }

    internal IEnumerable<string> Keys => _texts.Keys;

    public string this[string key] =>
        _texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"No text '{key}' in {Language}.json.");

    /// <summary>Null when there is no such text; for keys that come from outside.</summary>
    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <param name="language">Name of an embedded <c>Pages/Wording/{language}.json</c>.</param>
    public static Words Load(string language)
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream($"Matinee.App.Pages.Wording.{language}.json")
            ?? throw new FileNotFoundException($"No texts for '{language}'.");
        using var json = JsonDocument.Parse(stream);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        Flatten(json.RootElement, "", texts);
        return new Words(language, texts);
    }

    /// <summary>Fills <c>{name}</c> places.</summary>
    public string Format(string key, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var text = this[key];
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", Convert.ToString(value, Culture), StringComparison.Ordinal);
        return text;
    }

    /// <summary>Chooses <c>key.one</c> or <c>key.other</c> (English plural rule) and fills <c>{n}</c>.</summary>
    public string Count(string key, long n) =>
        Format(n == 1 ? key + ".one" : key + ".other", ("n", n.ToString("#,0", Culture)));

    private static void Flatten(JsonElement element, string prefix, Dictionary<string, string> into)
    {
        foreach (var property in element.EnumerateObject())
        {
            var key = prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}";
            if (property.Value.ValueKind == JsonValueKind.Object)
                Flatten(property.Value, key, into);
            else
                into[key] = property.Value.GetString() ?? "";
        }
    }
}
