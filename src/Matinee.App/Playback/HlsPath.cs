using Matinee.App.Database;
using Matinee.App.Library;

namespace Matinee.App.Playback;

/// <summary>What a path under <c>/hls/</c> asks for.</summary>
internal enum HlsResource
{
    Master,
    Playlist,
    IFramePlaylist,
    Init,
    Segment,
    SubtitleFile,
    Storyboard,
    StoryboardSheet,
    Poster,
}

/// <summary>
/// A parsed path: ranges of the text and numbers, nothing that a file name is built from. Every resource has exactly one
/// spelling (no leading zeros, no other case), so that caches hold it once.
/// </summary>
internal readonly record struct HlsPath
{
    private const string Prefix = "/hls/";
    private const string Segment = "segment_";

    private readonly string _text;
    private readonly Range _token;
    private readonly Range _variant;

    private HlsPath(string text, Range token, HlsResource resource, Range variant, int version, int number)
    {
        (_text, _token, _variant) = (text, token, variant);
        (Resource, Version, Number) = (resource, version, number);
    }

    public ReadOnlySpan<char> Id => _text.AsSpan(Prefix.Length, EntityIds.Length);

    /// <summary>Empty when the path carries none.</summary>
    public ReadOnlySpan<char> Token => _text.AsSpan()[_token];

    public HlsResource Resource { get; }

    public ReadOnlySpan<char> Variant => _text.AsSpan()[_variant];

    /// <summary>Of a segment or a storyboard sheet.</summary>
    public int Number { get; }

    /// <summary>The plan version a variant or a sheet belongs to; 0 where the current one is meant.</summary>
    public int Version { get; }

    public static bool TryParse(string? text, out HlsPath parsed)
    {
        parsed = default;
        const int AfterId = 5 + EntityIds.Length;
        if (text is null || text.Length <= AfterId || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length] != VideoId.Prefix
            || text.IndexOf('/', Prefix.Length) < AfterId)
            return false;
        var slash = text.IndexOf('/', AfterId);
        var token = AfterId..AfterId;
        if (text[AfterId] == '~' && slash > AfterId + 1)
            token = (AfterId + 1)..slash;
        else if (slash != AfterId)
            return false;
        return TryParseResource(text, slash + 1, token, out parsed);
    }

    private static bool TryParseResource(string text, int at, Range token, out HlsPath parsed)
    {
        var rest = text.AsSpan(at);
        HlsResource? single = rest switch
        {
            "master.m3u8" => HlsResource.Master,
            "storyboard.vtt" => HlsResource.Storyboard,
            "poster.jpg" => HlsResource.Poster,
            _ => null,
        };
        parsed = new HlsPath(text, token, single ?? default, default, 0, 0);
        if (single is not null)
            return true;
        var folder = rest.IndexOf('/');
        if (folder < 0)
            return false;
        var next = rest[(folder + 1)..];
        if (rest[..folder] is "storyboard")
        {
            var isSheet = TrySheet(next, out var version, out var number);
            parsed = new HlsPath(text, token, HlsResource.StoryboardSheet, default, version, number);
            return isSheet;
        }

        var end = next.IndexOf('/');
        var variant = end < 0 ? default : next[..end];
        if (VersionOf(variant) is var plan && plan == 0)
            return false;
        var isKnown = TryFile(rest[..folder], next[(end + 1)..], out var resource, out var segment);
        var start = at + folder + 1;
        parsed = new HlsPath(text, token, resource, start..(start + end), plan, segment);
        return isKnown;
    }

    private static bool TryFile(ReadOnlySpan<char> folder, ReadOnlySpan<char> file, out HlsResource resource, out int number)
    {
        number = 0;
        resource = folder is "iframes" ? HlsResource.IFramePlaylist : HlsResource.Playlist;
        if (folder is not ("variants" or "iframes"))
            return false;
        if (file is "playlist.m3u8")
            return true;
        if (folder is "iframes")
            return false;
        resource = file is "init.mp4" ? HlsResource.Init : file.EndsWith(".vtt", StringComparison.Ordinal) ? HlsResource.SubtitleFile : HlsResource.Segment;
        if (resource == HlsResource.Init)
            return true;
        return file.StartsWith(Segment, StringComparison.Ordinal)
            && (resource == HlsResource.SubtitleFile || file.EndsWith(".m4s", StringComparison.Ordinal))
            && file.Length > Segment.Length + 4
            && TryNumber(file[Segment.Length..^4], out number);
    }

    /// <summary><c>{version}-{number}.jpg</c></summary>
    private static bool TrySheet(ReadOnlySpan<char> file, out int version, out int number)
    {
        (version, number) = (0, 0);
        var dash = file.IndexOf('-');
        return dash > 0 && file.EndsWith(".jpg", StringComparison.Ordinal) && file.Length > dash + 5
            && TryNumber(file[..dash], out version) && version > 0 && TryNumber(file[(dash + 1)..^4], out number);
    }

    /// <summary>The number after the last dash of <c>720p-2</c>; 0 when there is none.</summary>
    private static int VersionOf(ReadOnlySpan<char> variant)
    {
        var dash = variant.LastIndexOf('-');
        return dash > 0 && TryNumber(variant[(dash + 1)..], out var version) ? version : 0;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 9 || (text[0] == '0' && text.Length > 1))
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = number * 10 + (c - '0');
        }

        return true;
    }
}
