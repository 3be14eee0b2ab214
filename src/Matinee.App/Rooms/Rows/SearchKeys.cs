using System.Text;

namespace Matinee.App.Rooms.Rows;

/// <summary>Texts as a search sees them: neither case nor form of a character counts.</summary>
internal static class SearchKeys
{
    private const int MostAsked = 200;

    public static string Of(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>A pattern for <c>LIKE … ESCAPE '\'</c>.</summary>
    public static string Like(string? asked)
    {
        var key = Of((asked ?? "").Trim() is { Length: > MostAsked } longer ? longer[..MostAsked] : (asked ?? "").Trim());
        return $"%{key.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
    }
}
