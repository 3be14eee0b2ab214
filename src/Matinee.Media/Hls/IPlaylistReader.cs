namespace Matinee.Media.Hls;

/// <summary>What a playlist's lines become, told in their order.</summary>
internal interface IPlaylistReader
{
    void Tag(ReadOnlySpan<char> line);

    void Uri(string uri);
}
