namespace Matinee.Media.Hls;

/// <summary>
/// Reads playlists (RFC 8216bis). Unknown tags and comments are passed over, as 6.3.1 demands; what is known must be well-formed.
/// </summary>
public static class PlaylistParser
{
    /// <summary>A day of two-second segments with long names is a tenth of it.</summary>
    public const int MaxLength = 32 * 1024 * 1024;

    /// <exception cref="PlaylistException">Not a media playlist.</exception>
    public static MediaPlaylist ParseMedia(string text)
    {
        var reader = new MediaPlaylistReader();
        Read(text, reader);
        return reader.Finish();
    }

    /// <exception cref="PlaylistException">Not a multivariant playlist.</exception>
    public static MultivariantPlaylist ParseMultivariant(string text)
    {
        var reader = new MultivariantPlaylistReader();
        Read(text, reader);
        return reader.Finish();
    }

    /// <summary>The name and value of a tag line; the value is empty when there is none.</summary>
    internal static ReadOnlySpan<char> Split(ReadOnlySpan<char> line, out ReadOnlySpan<char> value)
    {
        var colon = line.IndexOf(':');
        value = colon < 0 ? [] : line[(colon + 1)..];
        return colon < 0 ? line : line[..colon];
    }

    internal static PlaylistStart ParseStart(ReadOnlySpan<char> value)
    {
        var attributes = AttributeList.Parse(value);
        var offset = attributes.FindDecimal("TIME-OFFSET") ?? throw new PlaylistException("TIME-OFFSET is missing.");
        return new PlaylistStart(offset, attributes.Flag("PRECISE"));
    }

    private static void Read(string text, IPlaylistReader reader)
    {
        foreach (var line in Lines(text))
        {
            if (line is ['#', ..])
                reader.Tag(line);
            else
                reader.Uri(line.ToString());
        }
    }

    private static LineEnumerator Lines(string text)
    {
        if (text.Length > MaxLength)
            throw new PlaylistException($"A playlist of {text.Length} characters is too long.");
        var lines = new LineEnumerator(text);
        return lines.MoveNext() && lines.Current is "#EXTM3U" ? lines : throw new PlaylistException("The first line is not #EXTM3U.");
    }

    /// <summary>Lines without their ends (LF or CRLF only: other Unicode line ends may stand in a title), blank ones left out.</summary>
    private ref struct LineEnumerator(ReadOnlySpan<char> rest)
    {
        private ReadOnlySpan<char> _rest = rest;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly LineEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                var end = _rest.IndexOf('\n');
                var line = end < 0 ? _rest : _rest[..end];
                _rest = end < 0 ? [] : _rest[(end + 1)..];
                Current = line is [.., '\r'] ? line[..^1] : line;
                if (!Current.IsWhiteSpace())
                    return true;
            }

            return false;
        }
    }
}
