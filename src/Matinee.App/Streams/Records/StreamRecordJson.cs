using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Streams.Records;

/// <summary>Records as values of the registry.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamRecord))]
[JsonSerializable(typeof(CreateMark))]
internal sealed partial class StreamRecordJson : JsonSerializerContext
{
    public static string Write(StreamRecord record) => JsonSerializer.Serialize(record, Default.StreamRecord);

    /// <exception cref="JsonException">It is no record.</exception>
    public static StreamRecord Read(string value, long revision) =>
        (JsonSerializer.Deserialize(value, Default.StreamRecord) ?? throw new JsonException("The record is null.")) with { Revision = revision };
}

/// <summary>What a create with an idempotency key made, and of which body.</summary>
internal sealed record CreateMark(string Request, StreamId Stream);
