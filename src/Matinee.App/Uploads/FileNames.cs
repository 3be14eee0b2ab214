using System.Globalization;
using System.Text;

namespace Matinee.App.Uploads;

/// <summary>Names as people see them. No path is ever made of them.</summary>
internal static class FileNames
{
    private const int MaxLength = 255;
    private const int MaxTitle = 200;

    /// <summary>The last part of what may be a path, without what does not print; never empty.</summary>
    public static string Clean(string? name)
    {
        var last = (name ?? "").AsSpan();
        last = last[(last.LastIndexOfAny('/', '\\') + 1)..];
        var clean = Printable(last.ToString(), MaxLength);
        return clean.Length == 0 || clean.All(c => c == '.') ? "video" : clean;
    }

    /// <summary>The title that a file's name suggests: no extension, spaces for underscores.</summary>
    public static string Title(string fileName)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName).Replace('_', ' ').Trim();
        return stem.Length == 0 ? fileName : Printable(stem, MaxTitle);
    }

    private static string Printable(string text, int length)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            // Format characters include the ones that reverse the reading order, which dress "exe" as "mp4".
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                || rune == Rune.ReplacementChar)
                continue;
            if (clean.Length + rune.Utf16SequenceLength > length)
                break;
            clean.Append(rune);
        }

        return clean.ToString().Trim();
    }
}
