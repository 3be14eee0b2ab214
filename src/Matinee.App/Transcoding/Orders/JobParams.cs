using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Transcoding.Orders;

/// <summary>
/// What somebody wished of an encode; null is the server's own choice. Stored with the job as it was checked, in bits a second,
/// pixels and seconds.
/// </summary>
/// <param name="VideoCodec">h264, hevc or av1.</param>
/// <param name="Width">The picture fits into width and height; it is never enlarged.</param>
/// <param name="Container">hls for a ladder; mp4, mkv or webm for a file.</param>
internal sealed record JobParams(
    string? VideoCodec = null, int? VideoBitrate = null, string? AudioCodec = null, int? AudioBitrate = null,
    int? Width = null, int? Height = null, string? Container = null, double? SegmentSeconds = null)
{
    public static readonly JobParams None = new();

    public static JobParams Read(string json) => JsonSerializer.Deserialize(json, OrderJson.Default.JobParams) ?? None;

    public string Write() => JsonSerializer.Serialize(this, OrderJson.Default.JobParams);
}

/// <summary>The order of a job, as it arrives.</summary>
/// <param name="Input">A video's id; for administrators also the key of an object in the store.</param>
/// <param name="Output">Name of the one file that a job that is not segmented makes; its ending names the container.</param>
/// <param name="Segmented">A ladder of HLS renditions, which becomes what the video plays; false for one file.</param>
/// <param name="Priority">low, normal, high or critical; or 0 to 100.</param>
/// <param name="Affinity">none, or sameWorker: one worker does the whole job where it can.</param>
internal sealed record JobOrderBody(
    string? Input, string? Output, JobParams? Params, bool? Segmented,
    [property: JsonConverter(typeof(TextOrNumberConverter))] string? Priority, string? Affinity);

internal sealed record PriorityBody([property: JsonConverter(typeof(TextOrNumberConverter))] string? Priority);

/// <param name="Outcome">running, completed, failed, lost, released or cancelled.</param>
internal sealed record AttemptJson(
    int Attempt, string WorkerId, string? Worker, string Outcome, FailureJson? Failure, double? CpuSeconds, long? BytesOut,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt);

internal sealed record AttemptList(IReadOnlyList<AttemptJson> Items);

/// <summary>What a file task answers.</summary>
internal sealed record FileResult(double DurationSeconds, int Width, int Height);

/// <summary>Takes a number for a word, so that both are judged, and explained, in one place.</summary>
internal sealed class TextOrNumberConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? JsonElement.ParseValue(ref reader).GetRawText() : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobParams))]
[JsonSerializable(typeof(JobOrderBody))]
[JsonSerializable(typeof(PriorityBody))]
[JsonSerializable(typeof(AttemptList))]
[JsonSerializable(typeof(FileResult))]
internal sealed partial class OrderJson : JsonSerializerContext;
