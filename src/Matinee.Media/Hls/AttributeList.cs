using System.Globalization;
using Matinee.Media.Cmaf;

namespace Matinee.Media.Hls;

/// <summary>The attributes of one tag (RFC 8216bis, 4.2). Unknown ones are kept out of the way; a repeated one is an error.</summary>
internal sealed class AttributeList
{
    private const int MaxAttributes = 64;

    private readonly Dictionary<string, (string Value, bool Quoted)> _values = new(StringComparer.Ordinal);

    public static AttributeList Parse(ReadOnlySpan<char> text)
    {
        var list = new AttributeList();
        while (!text.IsEmpty)
        {
            var equals = text.IndexOf('=');
            if (equals <= 0)
                throw new PlaylistException("An attribute has no name or no value.");
            var name = text[..equals].Trim().ToString();
            text = text[(equals + 1)..];
            var quoted = !text.IsEmpty && text[0] == '"';
            if (quoted)
                text = text[1..];
            var end = text.IndexOf(quoted ? '"' : ',');
            if (end < 0 && quoted)
                throw new PlaylistException($"The value of {name} does not end.");
            var value = end < 0 ? text : text[..end];
            if (list._values.Count == MaxAttributes || !list._values.TryAdd(name, (value.ToString(), quoted)))
                throw new PlaylistException($"{name} appears twice, or the attributes are too many.");
            text = end < 0 ? [] : text[end..];
            if (quoted)
                text = text[1..];
            if (text.IsEmpty)
                break;
            if (text[0] != ',')
                throw new PlaylistException($"After {name} a comma is expected.");
            text = text[1..];
        }

        return list;
    }

    public string? FindQuoted(string name) =>
        !_values.TryGetValue(name, out var value) ? null
        : value.Quoted ? value.Value
        : throw new PlaylistException($"{name} must be in quotation marks.");

    public string RequireQuoted(string name) => FindQuoted(name) ?? throw Missing(name);

    public string? FindPlain(string name) =>
        !_values.TryGetValue(name, out var value) ? null
        : value.Quoted ? throw new PlaylistException($"{name} must not be in quotation marks.")
        : value.Value;

    public string RequirePlain(string name) => FindPlain(name) ?? throw Missing(name);

    public bool Flag(string name) => FindPlain(name) switch
    {
        null or "NO" => false,
        "YES" => true,
        var other => throw new PlaylistException($"{name} is '{other}'; YES or NO is expected."),
    };

    public long? FindInteger(string name) => FindPlain(name) is { } text ? Numbers.Integer(text, name) : null;

    public long RequireInteger(string name) => FindInteger(name) ?? throw Missing(name);

    public decimal? FindDecimal(string name) => FindPlain(name) is { } text ? Numbers.Decimal(text, name) : null;

    public Resolution? FindResolution(string name)
    {
        if (FindPlain(name) is not { } text)
            return null;
        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
                ? new Resolution(width, height)
                : throw new PlaylistException($"{name} is '{text}'; WIDTHxHEIGHT is expected.");
    }

    public ByteRange? FindRange(string name) => FindQuoted(name) is { } text ? Numbers.Range(text, implied: 0) : null;

    private static PlaylistException Missing(string name) => new($"{name} is missing.");
}
