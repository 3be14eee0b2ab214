using System.Collections.Immutable;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>What of one plan version may be played now: an immutable snapshot, replaced as a whole by each commit.</summary>
/// <param name="Revision">Grows with every commit that changes the snapshot; part of a playlist's ETag.</param>
/// <param name="Complete">Nothing will be added: the playlists end.</param>
/// <param name="Tracks">Video in the plan's order, then audio, then subtitles. A track without an init is not there yet.</param>
public sealed record PublishedVideo(
    VideoId Id,
    int PlanVersion,
    long Revision,
    bool Complete,
    EncodePlan Plan,
    ImmutableArray<PublishedTrack> Tracks,
    PublishedStoryboard? Storyboard,
    ObjectKey? Poster);

public enum TrackKind
{
    Video,
    Audio,
    Subtitle,
}

/// <summary>One variant: the contiguous beginning of it, from segment 0.</summary>
/// <param name="Variant">Opaque to players, unique over plans: <c>720p-2</c>, <c>audio0-2</c>, <c>sub0-2</c>.</param>
/// <param name="Name">As the plan names it.</param>
/// <param name="Timescale">Ticks a second of the durations; 0 for subtitles.</param>
/// <param name="Codecs">RFC 6381; <c>wvtt</c> for subtitles.</param>
/// <param name="Init">Null for subtitles, whose one segment is the whole WebVTT file.</param>
/// <param name="Segments">The contiguous prefix only.</param>
public sealed record PublishedTrack(
    string Variant,
    TrackKind Kind,
    string Name,
    int Timescale,
    string Codecs,
    int Width,
    int Height,
    ObjectKey? Init,
    long InitBytes,
    string InitSha256,
    ImmutableArray<PublishedSegment> Segments);

/// <param name="KeyframeOffset">Where the key frame of an I-frame playlist begins in the segment; 0 for audio.</param>
/// <param name="Sha256">Lower-case hex, of the bytes that were checked before the commit.</param>
public sealed record PublishedSegment(
    long Number, ObjectKey Key, long Bytes, long DurationTicks, long KeyframeOffset, long KeyframeBytes, string Sha256);

/// <summary>Sheets of tiles, in order; see the plan's storyboard for the layout.</summary>
public sealed record PublishedStoryboard(StoryboardSpec Spec, double DurationSeconds, ImmutableArray<ObjectKey> Sheets);
