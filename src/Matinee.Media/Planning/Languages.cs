using System.Collections.Frozen;

namespace Matinee.Media.Planning;

/// <summary>Containers write languages in three letters (ISO 639-2); HLS and HTML want the shortest tag (RFC 5646).</summary>
internal static class Languages
{
    private static readonly FrozenDictionary<string, (string Tag, string Name)> Known = Build(
        "ara ar Arabic", "bul bg Bulgarian", "cat ca Catalan", "ces cs Czech", "cze cs Czech", "chi zh Chinese", "zho zh Chinese",
        "dan da Danish", "deu de German", "ger de German", "ell el Greek", "gre el Greek", "eng en English", "est et Estonian",
        "eus eu Basque", "baq eu Basque", "fas fa Persian", "per fa Persian", "fin fi Finnish", "fra fr French", "fre fr French",
        "gle ga Irish", "glg gl Galician", "heb he Hebrew", "hin hi Hindi", "hrv hr Croatian", "hun hu Hungarian", "ice is Icelandic",
        "isl is Icelandic", "ind id Indonesian", "ita it Italian", "jpn ja Japanese", "kor ko Korean", "lat la Latin", "lav lv Latvian",
        "lit lt Lithuanian", "mac mk Macedonian", "mkd mk Macedonian", "may ms Malay", "msa ms Malay", "nld nl Dutch", "dut nl Dutch",
        "nob nb Norwegian", "nor no Norwegian", "pol pl Polish", "por pt Portuguese", "ron ro Romanian", "rum ro Romanian",
        "rus ru Russian", "slk sk Slovak", "slo sk Slovak", "slv sl Slovenian", "spa es Spanish", "sqi sq Albanian", "alb sq Albanian",
        "srp sr Serbian", "swe sv Swedish", "tam ta Tamil", "tel te Telugu", "tha th Thai", "tur tr Turkish", "ukr uk Ukrainian",
        "urd ur Urdu", "vie vi Vietnamese", "wel cy Welsh", "cym cy Welsh");

    /// <summary>The tag for playlists; an unknown code stays as it is when it looks like one, and null otherwise.</summary>
    public static string? Tag(string? code) =>
        code is null ? null
        : Known.TryGetValue(code, out (string Tag, string Name) known) ? known.Tag
        : code.Length is >= 2 and <= 35 && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? code : null;

    /// <summary>The English name; null when it is not known.</summary>
    public static string? Name(string? code) =>
        code is not null && Known.TryGetValue(code, out (string Tag, string Name) known) ? known.Name : null;

    private static FrozenDictionary<string, (string Tag, string Name)> Build(params string[] lines)
    {
        var all = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (string[] words in lines.Select(line => line.Split(' ')))
        {
            all[words[0]] = (words[1], words[2]);
            all[words[1]] = (words[1], words[2]);
        }

        return all.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
