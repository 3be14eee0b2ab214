using Matinee.App.Database;
using Matinee.App.Streams;

namespace Matinee.App.Playback;

/// <summary>What a path of a stream asks for.</summary>
internal enum StreamResource
{
    Master,
    Playlist,
    Init,
    Segment,
}

/// <summary>
/// A parsed path under <c>/hls/s...</c>: names and numbers that are looked up, nothing that a file name is built from. Media
/// has one spelling each, so that caches hold it once.
/// </summary>
/// <param name="Token">Null when the path carries none.</param>
/// <param name="Variant">Empty for the multivariant playlist.</param>
/// <param name="Version">Of the variant's address: the number of its init segment; 0 where the path does not say.</param>
/// <param name="Number">Of a segment.</param>
/// <param name="IsTransport">The segment is asked for as a transport stream.</param>
internal readonly record struct StreamPath(
    StreamId Stream, string? Token, StreamResource Resource, string Variant, int Version, long Number, bool IsTransport)
{
    private const string Prefix = "/hls/";
    private const string Segment = "segment_";

    /// <summary>The path is one of streams, well-formed or not.</summary>
    public static bool IsOne(string? path) => path is { Length: > 5 } && path.StartsWith(Prefix, StringComparison.Ordinal) && path[Prefix.Length] == StreamId.Prefix;

    public static bool TryParse(string? path, out StreamPath parsed)
    {
        parsed = default;
        if (!IsOne(path) || path!.Split('/') is not ["", "hls", var owner, .. var rest]) // IsOne has looked
            return false;
        var tilde = owner.IndexOf('~', StringComparison.Ordinal);
        var (name, token) = tilde < 0 ? (owner, null) : (owner[..tilde], owner[(tilde + 1)..]);
        if (token is { Length: 0 } || !EntityIds.TryParse<StreamId>(name, out var stream))
            return false;
        switch (rest)
        {
            case ["master.m3u8"]:
                parsed = new StreamPath(stream, token, StreamResource.Master, "", 0, 0, false);
                return true;
            case ["variants", var folder, "playlist.m3u8"]:
                parsed = Of(stream, token, StreamResource.Playlist, folder);
                return true;
            case ["variants", var folder, "init.mp4"]:
                parsed = Of(stream, token, StreamResource.Init, folder);
                return parsed.Version > 0;
            case ["variants", var folder, var file] when TrySegment(file, out var number, out var isTransport):
                parsed = Of(stream, token, StreamResource.Segment, folder) with { Number = number, IsTransport = isTransport };
                return parsed.Version == 1;
            default:
                return false;
        }
    }

    /// <summary><c>720p-1</c>; a playlist may be asked for by the bare name, too.</summary>
    private static StreamPath Of(StreamId stream, string? token, StreamResource resource, string folder)
    {
        var dash = folder.LastIndexOf('-');
        return dash > 0 && TryNumber(folder.AsSpan(dash + 1), 9, out var version) && version > 0
            ? new StreamPath(stream, token, resource, folder[..dash], (int)version, 0, false)
            : new StreamPath(stream, token, resource, folder, 0, 0, false);
    }

    private static bool TrySegment(string file, out long number, out bool isTransport)
    {
        number = 0;
        isTransport = file.EndsWith(".ts", StringComparison.Ordinal);
        var end = isTransport ? 3 : 4;
        return (isTransport || file.EndsWith(".m4s", StringComparison.Ordinal)) && file.StartsWith(Segment, StringComparison.Ordinal)
            && file.Length > Segment.Length + end && TryNumber(file.AsSpan(Segment.Length..^end), 18, out number);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int most, out long number)
    {
        number = 0;
        if (text.Length == 0 || text.Length > most || (text[0] == '0' && text.Length > 1))
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
