using System.Buffers;

namespace Matinee.Media.Hls;

/// <summary>What may stand in a playlist.</summary>
public static class PlaylistText
{
    private static readonly SearchValues<char> ForbiddenInQuotes = SearchValues.Create("\"\r\n");

    /// <summary>Makes any text fit for a quoted attribute: a film's track titles come from strangers.</summary>
    public static string Clean(string text, int maxLength = 100)
    {
        var clean = string.Create(Math.Min(text.Length, maxLength), text, static (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
                chars[i] = source[i] == '"' ? '\'' : char.IsControl(source[i]) ? ' ' : source[i];
        });
        return clean.Trim();
    }

    internal static string RequireQuotable(string value) =>
        value.AsSpan().ContainsAny(ForbiddenInQuotes)
            ? throw new PlaylistException("A quoted attribute may hold no quotation mark and no line break.")
            : value;

    /// <summary>A URI or a title that stands on a line of its own or at its end.</summary>
    internal static string RequireLine(string value) =>
        value.AsSpan().ContainsAny('\r', '\n') ? throw new PlaylistException("A line may hold no line break.") : value;

    internal static string RequireUri(string value) =>
        value.Length == 0 || value[0] == '#' || value.AsSpan().Trim().Length != value.Length
            ? throw new PlaylistException($"'{value}' cannot stand on a URI line.")
            : RequireLine(value);
}
