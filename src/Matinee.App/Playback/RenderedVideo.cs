using System.Collections.Frozen;
using System.Collections.Immutable;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media.Hls;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>
/// One revision of a published video, ready to serve. Immutable and swapped as a whole; a text is rendered when it is first
/// asked for, so that a commit costs nothing to those who do not watch.
/// </summary>
internal sealed class RenderedVideo
{
    private const string PlaylistType = "application/vnd.apple.mpegurl";
    private const string Growing = "no-cache";

    // Under a versioned URL a finished playlist never changes; a day, not for ever, in case a player needs another form of it.
    private const string Finished = "public, max-age=86400";
    // The master names the plan that plays now, which a re-encode replaces.
    private const string Current = "public, max-age=60";

    private readonly FrozenDictionary<string, RenderedTrack> _tracks;
    private readonly Lazy<RenderedText?> _master;
    private readonly Lazy<RenderedText?> _storyboard;

    public RenderedVideo(PublishedVideo published)
    {
        Published = published;
        var cache = published.Complete ? Finished : Growing;
        _tracks = published.Tracks.ToFrozenDictionary(t => t.Variant, t => new RenderedTrack(published, t, PlaylistType, cache), StringComparer.Ordinal);
        _master = new(() => MasterPlaylist.IsReady(published)
            ? new RenderedText(PlaylistWriter.Write(MasterPlaylist.Build(published)), PlaylistType, published.Complete ? Current : Growing)
            : null);
        _storyboard = new(() => published.Storyboard is { } storyboard
            ? new RenderedText(StoryboardTrack.Write(published.PlanVersion, storyboard), MediaObject.WebVtt.ToString(), Current)
            : null);
        Sheets = published.Storyboard is { } board ? [.. board.Sheets.Select(key => Picture(key, MediaObject.Immutable))] : [];
        Poster = published.Poster is { } poster ? Picture(poster, Current) : null;
    }

    public PublishedVideo Published { get; }

    /// <summary>Null while no player could begin.</summary>
    public RenderedText? Master => _master.Value;

    public RenderedText? Storyboard => _storyboard.Value;

    public ImmutableArray<MediaObject> Sheets { get; }

    public MediaObject? Poster { get; }

    public RenderedTrack? FindTrack(ReadOnlySpan<char> variant) =>
        _tracks.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(variant, out var track) ? track : null;

    private static MediaObject Picture(ObjectKey key, StringValues cache) => new(key, null, MediaObject.Jpeg, MediaObject.TagOf(key), cache);
}
