using Matinee.App.Transcoding;
using Matinee.Media.Hls;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>One variant, ready to serve.</summary>
internal sealed class RenderedTrack
{
    private readonly Lazy<RenderedText> _playlist;
    private readonly Lazy<RenderedText>? _iframes;
    private readonly MediaObject?[] _segments;
    private readonly PublishedTrack _track;

    public RenderedTrack(PublishedVideo video, PublishedTrack track, string contentType, string cacheControl)
    {
        _track = track;
        _segments = new MediaObject?[track.Segments.Length];
        _playlist = new(() => new RenderedText(
            PlaylistWriter.Write(track.Kind == TrackKind.Subtitle ? TrackPlaylists.Subtitles(video) : TrackPlaylists.Media(video, track)),
            contentType, cacheControl));
        if (track.Kind == TrackKind.Video)
            _iframes = new(() => new RenderedText(PlaylistWriter.Write(TrackPlaylists.IFrames(video, track)), contentType, cacheControl));
        if (track.Init is { } init)
            Init = new MediaObject(init, track.InitBytes, MediaType, MediaObject.TagOf(track.InitSha256), MediaObject.Immutable);
    }

    public MediaObject? Init { get; }

    /// <summary>Null while there is nothing in it: an empty playlist ends some players.</summary>
    public RenderedText? Playlist => _track.Segments.IsEmpty ? null : _playlist.Value;

    public RenderedText? IFrames => _track.Segments.IsEmpty ? null : _iframes?.Value;

    private StringValues MediaType => _track.Kind switch
    {
        TrackKind.Video => MediaObject.Mp4,
        TrackKind.Audio => MediaObject.AudioMp4,
        _ => MediaObject.WebVtt,
    };

    /// <summary>A segment's headers are made when it is first asked for; two requests at once make equal ones.</summary>
    public MediaObject? FindSegment(int number, bool asText)
    {
        if ((uint)number >= (uint)_segments.Length || asText != (_track.Kind == TrackKind.Subtitle))
            return null;
        if (_segments[number] is { } known)
            return known;
        var segment = _track.Segments[number];
        return _segments[number] = new MediaObject(segment.Key, segment.Bytes, MediaType, MediaObject.TagOf(segment.Sha256), MediaObject.Immutable);
    }
}
