using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Matinee.App.Streams.Api;

/// <summary>A stream as it is shown. Names under <c>/hls</c> are snake_case.</summary>
/// <param name="OwnerNode">The node that the stream was placed on.</param>
/// <param name="Failure">Why it is in error.</param>
/// <param name="MasterUrl">The multivariant playlist; signed where the stream is private.</param>
/// <param name="MasterUrlExpiresAt">When a signed address ends.</param>
/// <param name="Revision">Grows with every change of the stream's record, on whatever node.</param>
internal sealed record StreamDocument(
    [property: JsonPropertyName("id")] StreamId Id,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("type")] StreamType Type,
    [property: JsonPropertyName("status")] StreamStatus Status,
    [property: JsonPropertyName("visibility")] StreamVisibility Visibility,
    [property: JsonPropertyName("target_duration")] int TargetDuration,
    [property: JsonPropertyName("dvr_window_size")] int DvrWindowSize,
    [property: JsonPropertyName("transcode_profiles")] ImmutableArray<string> TranscodeProfiles,
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

/// <param name="Count">Of all that the query finds, not of this page.</param>
internal sealed record StreamListDocument(
    [property: JsonPropertyName("streams")] IReadOnlyList<StreamDocument> Streams,
    [property: JsonPropertyName("count")] int Count,
    [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>A stream to be made; what is left out is the default.</summary>
/// <param name="Type">live, event or vod.</param>
/// <param name="TargetDuration">Seconds that no segment lasts longer than.</param>
/// <param name="DvrWindowSize">Segments that a live playlist holds.</param>
/// <param name="TranscodeProfiles">Names of renditions.</param>
/// <param name="Visibility">unlisted, public or private.</param>
internal sealed record CreateStreamBody(
    [property: JsonPropertyName("title")] string? Title,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("target_duration")] int? TargetDuration,
    [property: JsonPropertyName("dvr_window_size")] int? DvrWindowSize,
    [property: JsonPropertyName("transcode_profiles")] string[]? TranscodeProfiles,
    [property: JsonPropertyName("visibility")] string? Visibility);

/// <param name="Rotate">Make a new one; the one before opens nothing any more.</param>
/// <param name="ExpiresInSeconds">How long it works; 0: for ever. Left out: as it is.</param>
internal sealed record StreamKeyBody(
    [property: JsonPropertyName("rotate")] bool? Rotate,
    [property: JsonPropertyName("expires_in_seconds")] long? ExpiresInSeconds);

/// <param name="Key">Goes into <c>X-Stream-Key</c>.</param>
internal sealed record StreamKeyDocument(
    [property: JsonPropertyName("stream_id")] StreamId StreamId,
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("ingest_url")] string IngestUrl);

/// <summary>One push, as JSON.</summary>
/// <param name="Duration">Seconds.</param>
/// <param name="Data">Base64.</param>
/// <param name="ProgramDateTime">When its first sample was captured.</param>
/// <param name="Discontinuity">It does not continue the one before.</param>
internal sealed record IngestBody(
    [property: JsonPropertyName("variant_id")] string? VariantId,
    [property: JsonPropertyName("sequence_num")] long? SequenceNum,
    [property: JsonPropertyName("duration")] double? Duration,
    [property: JsonPropertyName("data")] byte[]? Data,
    [property: JsonPropertyName("program_date_time")] DateTimeOffset? ProgramDateTime,
    [property: JsonPropertyName("discontinuity")] bool? Discontinuity);

/// <param name="Status">published, held (it waits for one before it), duplicate (it was here already), init.</param>
/// <param name="MediaSequence">Its number in playlists.</param>
/// <param name="NextSequenceNum">The publisher's number that is expected next.</param>
internal sealed record IngestDocument(
    [property: JsonPropertyName("stream_id")] StreamId StreamId,
    [property: JsonPropertyName("variant_id")] string VariantId,
    [property: JsonPropertyName("sequence_num")] long? SequenceNum,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("duration")] double? Duration,
    [property: JsonPropertyName("media_sequence")] long? MediaSequence,
    [property: JsonPropertyName("next_sequence_num")] long? NextSequenceNum,
    [property: JsonPropertyName("url")] string? Url);

/// <param name="Viewers">That asked for something lately, over all nodes.</param>
/// <param name="BytesSent">To viewers, by all nodes since the stream was created.</param>
/// <param name="BytesReceived">From its publisher.</param>
internal sealed record StreamStatsDocument(
    [property: JsonPropertyName("stream_id")] StreamId StreamId,
    [property: JsonPropertyName("status")] StreamStatus Status,
    [property: JsonPropertyName("viewers")] int Viewers,
    [property: JsonPropertyName("segments_sent")] long SegmentsSent,
    [property: JsonPropertyName("bytes_sent")] long BytesSent,
    [property: JsonPropertyName("bytes_received")] long BytesReceived,
    [property: JsonPropertyName("variants")] IReadOnlyList<VariantStats> Variants,
    [property: JsonPropertyName("nodes")] IReadOnlyList<NodeAudience> Nodes);

/// <param name="Gaps">Segments that did not come.</param>
/// <param name="Bitrate">Bits a second, on average.</param>
/// <param name="DelayMs">Of the last segment, from its first byte to its place in the playlist.</param>
internal sealed record VariantStats(
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

internal sealed record NodeAudience(
    [property: JsonPropertyName("node")] string Node,
    [property: JsonPropertyName("viewers")] int Viewers,
    [property: JsonPropertyName("segments")] long Segments,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("at")] DateTimeOffset At);
