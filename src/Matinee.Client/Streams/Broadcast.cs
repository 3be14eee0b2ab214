using System.Text.Json.Serialization;

namespace Matinee.Client.Streams;

/// <summary>A stream as its server shows it.</summary>
/// <param name="Type">live, event or vod.</param>
/// <param name="Status">created, active, stopped, error or ended.</param>
/// <param name="Visibility">unlisted, public or private.</param>
/// <param name="TargetDuration">Seconds that no segment lasts longer than.</param>
/// <param name="DvrWindowSize">Segments that a live playlist holds.</param>
/// <param name="OwnerNode">The node that it was placed on.</param>
/// <param name="Failure">Why it is in error.</param>
/// <param name="MasterUrl">The playlist for players; begins with <c>/</c>, signed where the stream is private.</param>
/// <param name="Revision">Grows with every change of the stream's record.</param>
public sealed record Broadcast(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("visibility")] string Visibility,
    [property: JsonPropertyName("target_duration")] int TargetDuration,
    [property: JsonPropertyName("dvr_window_size")] int DvrWindowSize,
    [property: JsonPropertyName("transcode_profiles")] IReadOnlyList<string> TranscodeProfiles,
    [property: JsonPropertyName("owner_id")] string OwnerId,
    [property: JsonPropertyName("owner_node")] string OwnerNode,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("updated_at")] DateTimeOffset UpdatedAt,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("failure")] string? Failure,
    [property: JsonPropertyName("master_url")] string MasterUrl,
    [property: JsonPropertyName("master_url_expires_at")] DateTimeOffset? MasterUrlExpiresAt,
    [property: JsonPropertyName("revision")] long Revision);

/// <summary>A stream to be made, or what a change sets; what is null is the server's default, or stays as it is.</summary>
public sealed record BroadcastOrder(
    [property: JsonPropertyName("title")] string? Title = null,
    [property: JsonPropertyName("description")] string? Description = null,
    [property: JsonPropertyName("type")] string? Type = null,
    [property: JsonPropertyName("target_duration")] int? TargetDuration = null,
    [property: JsonPropertyName("dvr_window_size")] int? DvrWindowSize = null,
    [property: JsonPropertyName("transcode_profiles")] IReadOnlyList<string>? TranscodeProfiles = null,
    [property: JsonPropertyName("visibility")] string? Visibility = null);

/// <summary>What lets a publisher push.</summary>
/// <param name="Key">Goes into the header <c>X-Stream-Key</c>, or into an encoder's settings.</param>
public sealed record BroadcastKey(
    [property: JsonPropertyName("stream_id")] string StreamId,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("ingest_url")] string IngestUrl);

/// <param name="ExpiresInSeconds">0: for ever; null: as it is.</param>
public sealed record BroadcastKeyOrder(
    [property: JsonPropertyName("rotate")] bool Rotate = false,
    [property: JsonPropertyName("expires_in_seconds")] long? ExpiresInSeconds = null);

/// <summary>A segment to be pushed.</summary>
/// <param name="Variant">A name of the publisher's choice: 720p.</param>
/// <param name="SequenceNumber">Counts the segments of the variant; null with an init segment by itself.</param>
/// <param name="Seconds">How long it lasts; null where the bytes say it themselves.</param>
/// <param name="ProgramTime">When its first sample was captured; null: from when it came.</param>
public sealed record PushOrder(string Variant, long? SequenceNumber, double? Seconds = null, DateTimeOffset? ProgramTime = null, bool Discontinuity = false);

/// <param name="Status">published, held (it waits for one before it), duplicate (it was there already), init.</param>
/// <param name="MediaSequence">Its number in playlists.</param>
/// <param name="NextSequenceNumber">That is expected next.</param>
public sealed record PushedSegmentAnswer(
    [property: JsonPropertyName("stream_id")] string StreamId,
    [property: JsonPropertyName("variant_id")] string VariantId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("duration")] double? Duration,
    [property: JsonPropertyName("media_sequence")] long? MediaSequence,
    [property: JsonPropertyName("next_sequence_num")] long? NextSequenceNumber,
    [property: JsonPropertyName("url")] string? Url);

/// <summary>What is counted of a stream, over all nodes.</summary>
/// <param name="Viewers">That asked for something lately.</param>
public sealed record BroadcastStats(
    [property: JsonPropertyName("stream_id")] string StreamId,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("viewers")] int Viewers,
    [property: JsonPropertyName("segments_sent")] long SegmentsSent,
    [property: JsonPropertyName("bytes_sent")] long BytesSent,
    [property: JsonPropertyName("bytes_received")] long BytesReceived,
    [property: JsonPropertyName("variants")] IReadOnlyList<BroadcastVariantStats> Variants);

/// <param name="Gaps">Segments that did not come.</param>
/// <param name="Bitrate">Bits a second, on average.</param>
/// <param name="DelayMs">Of the last segment, from its first byte to its place in the playlist.</param>
public sealed record BroadcastVariantStats(
    [property: JsonPropertyName("variant_id")] string VariantId,
    [property: JsonPropertyName("format")] string Format,
    [property: JsonPropertyName("codecs")] string? Codecs,
    [property: JsonPropertyName("width")] int Width,
    [property: JsonPropertyName("height")] int Height,
    [property: JsonPropertyName("segments")] long Segments,
    [property: JsonPropertyName("gaps")] long Gaps,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("duration")] double Duration,
    [property: JsonPropertyName("bitrate")] long Bitrate,
    [property: JsonPropertyName("media_sequence")] long MediaSequence,
    [property: JsonPropertyName("last_segment_at")] DateTimeOffset LastSegmentAt,
    [property: JsonPropertyName("delay_ms")] long DelayMs);

/// <summary>A page of streams; the list under <c>/hls</c> has names of its own.</summary>
internal sealed record BroadcastPage(IReadOnlyList<Broadcast> Streams, int Count, string? NextCursor);
