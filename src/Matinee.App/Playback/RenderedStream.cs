using System.Collections.Frozen;
using Matinee.App.Storage;
using Matinee.App.Streams.Playlists;
using Matinee.App.Streams.Rows;
using Matinee.Media.Hls;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>One snapshot of a stream as it goes over the wire; a text is rendered when it is first asked for.</summary>
internal sealed class RenderedStream
{
    private const string PlaylistType = "application/vnd.apple.mpegurl";
    private const string Growing = "no-cache";

    // An owner may start it again: then the same address grows on.
    private const string Over = "public, max-age=10";

    private static readonly StringValues Transport = "video/mp2t";

    private readonly FrozenDictionary<string, Lazy<RenderedText>> _playlists;
    private readonly Lazy<RenderedText?> _master;

    public RenderedStream(StreamSnapshot snapshot)
    {
        var cache = snapshot.IsOver ? Over : Growing;
        _master = new(() => StreamPlaylists.Multivariant(snapshot) is { } master ? new RenderedText(PlaylistWriter.Write(master), PlaylistType, cache) : null);
        _playlists = snapshot.Tracks.Where(track => !track.Segments.IsEmpty).ToFrozenDictionary(
            track => track.Row.Variant,
            track => new Lazy<RenderedText>(() => new RenderedText(PlaylistWriter.Write(StreamPlaylists.Media(snapshot, track)), PlaylistType, cache)),
            StringComparer.Ordinal);
    }

    /// <summary>Null while no player could begin.</summary>
    public RenderedText? Master => _master.Value;

    public RenderedText? Playlist(string variant) => _playlists.GetValueOrDefault(variant)?.Value;

    public static MediaObject Media(SegmentRow segment, string key, bool isTransport) =>
        new(new ObjectKey(key), segment.Bytes, isTransport ? Transport : MediaObject.Mp4, MediaObject.TagOf(segment.Sha256), MediaObject.Immutable);

    public static MediaObject Init(InitRow init) =>
        new(new ObjectKey(init.ObjectKey), init.Bytes, MediaObject.Mp4, MediaObject.TagOf(init.Sha256), MediaObject.Immutable);
}
