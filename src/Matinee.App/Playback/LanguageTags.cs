using System.Collections.Frozen;

namespace Matinee.App.Playback;

/// <summary>Media files carry ISO 639-2 codes; LANGUAGE wants BCP 47, whose shortest form is the two-letter one (RFC 5646, 2.2.1).</summary>
internal static class LanguageTags
{
    private static readonly FrozenDictionary<string, string> Short = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ara"] = "ar", ["ben"] = "bn", ["bul"] = "bg", ["cat"] = "ca", ["ces"] = "cs", ["cze"] = "cs", ["dan"] = "da", ["deu"] = "de",
        ["ger"] = "de", ["ell"] = "el", ["gre"] = "el", ["eng"] = "en", ["est"] = "et", ["eus"] = "eu", ["baq"] = "eu", ["fas"] = "fa",
        ["per"] = "fa", ["fin"] = "fi", ["fra"] = "fr", ["fre"] = "fr", ["gle"] = "ga", ["glg"] = "gl", ["heb"] = "he", ["hin"] = "hi",
        ["hrv"] = "hr", ["hun"] = "hu", ["hye"] = "hy", ["arm"] = "hy", ["ind"] = "id", ["isl"] = "is", ["ice"] = "is", ["ita"] = "it",
        ["jpn"] = "ja", ["kat"] = "ka", ["geo"] = "ka", ["kor"] = "ko", ["lat"] = "la", ["lav"] = "lv", ["lit"] = "lt", ["mkd"] = "mk",
        ["mac"] = "mk", ["msa"] = "ms", ["may"] = "ms", ["nld"] = "nl", ["dut"] = "nl", ["nob"] = "nb", ["nno"] = "nn", ["nor"] = "no",
        ["pol"] = "pl", ["por"] = "pt", ["ron"] = "ro", ["rum"] = "ro", ["rus"] = "ru", ["slk"] = "sk", ["slo"] = "sk", ["slv"] = "sl",
        ["spa"] = "es", ["sqi"] = "sq", ["alb"] = "sq", ["srp"] = "sr", ["swe"] = "sv", ["tam"] = "ta", ["tel"] = "te", ["tha"] = "th",
        ["tur"] = "tr", ["ukr"] = "uk", ["urd"] = "ur", ["vie"] = "vi", ["zho"] = "zh", ["chi"] = "zh",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null when the language is not known, or is no tag at all.</summary>
    public static string? Bcp47(string? language)
    {
        if (language is not { Length: > 1 and <= 35 } || language.AsSpan().ContainsAnyExcept(Allowed))
            return null;
        return language.ToLowerInvariant() switch
        {
            "und" or "unk" or "mis" or "zxx" or "mul" => null,
            var code => Short.GetValueOrDefault(code, language),
        };
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
}
