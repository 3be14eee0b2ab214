using System.Text;
using System.Text.RegularExpressions;

namespace Matinee.Media.Captions;

/// <summary>Bytes to text, and the text of a cue to WebVTT.</summary>
internal static partial class CueText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Windows-1252 differs from Latin-1 in 0x80 to 0x9F only; the framework carries no code pages.
    private const string Windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = bytes switch
        {
            [0xEF, 0xBB, 0xBF, .. var rest] => Encoding.UTF8.GetString(rest),
            [0xFF, 0xFE, .. var rest] => Encoding.Unicode.GetString(rest),
            [0xFE, 0xFF, .. var rest] => Encoding.BigEndianUnicode.GetString(rest),
            _ => DecodeUnmarked(bytes),
        };
        return text.Replace('\0', '\uFFFD').ReplaceLineEndings("\n");
    }

    /// <summary>SubRip's tags: bold, italic and underline stay, all others and positions go, what is no tag is escaped.</summary>
    public static string FromSubRip(string text)
    {
        var bare = Position().Replace(text, "");
        var clean = new StringBuilder(bare.Length);
        var at = 0;
        foreach (var match in Tag().EnumerateMatches(bare))
        {
            Escape(clean, bare.AsSpan(at, match.Index - at));
            var tag = bare.AsSpan(match.Index, match.Length);
            if (tag.Trim("</>").Length == 1)
                clean.Append(tag.ToString().ToLowerInvariant());
            at = match.Index + match.Length;
        }

        Escape(clean, bare.AsSpan(at));
        return clean.ToString();
    }

    private static void Escape(StringBuilder to, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => to.Append("&amp;"),
                '<' => to.Append("&lt;"),
                '>' => to.Append("&gt;"),
                _ => to.Append(c),
            };
        }
    }

    private static string DecodeUnmarked(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return string.Create(bytes.Length, bytes, static (chars, source) =>
            {
                for (var i = 0; i < chars.Length; i++)
                    chars[i] = source[i] is >= 0x80 and <= 0x9F ? Windows1252[source[i] - 0x80] : (char)source[i];
            });
        }
    }

    [GeneratedRegex(@"\{\\[^{}\n]{0,64}\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Position();

    [GeneratedRegex(@"</?(b|i|u|font|s)( [^<>\n]{0,128})?>", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
