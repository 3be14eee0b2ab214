using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegisterAsk))]
[JsonSerializable(typeof(RegisterAnswer))]
[JsonSerializable(typeof(LeaseAsk))]
[JsonSerializable(typeof(LeaseAnswer))]
[JsonSerializable(typeof(BeatAsk))]
[JsonSerializable(typeof(BeatAnswer))]
[JsonSerializable(typeof(ProgressAsk))]
[JsonSerializable(typeof(CompleteAsk))]
[JsonSerializable(typeof(FailAsk))]
[JsonSerializable(typeof(SourceAnswer))]
[JsonSerializable(typeof(ObjectsAsk))]
[JsonSerializable(typeof(ObjectsAnswer))]
[JsonSerializable(typeof(WireProblem))]
internal sealed partial class TaskWireJson : JsonSerializerContext;

/// <summary>What a worker reads of a problem.</summary>
internal sealed record WireProblem(string? Code, string? Detail, long? RetryAfterMs);

/// <summary>A plan has one form of JSON, the one in which it is stored.</summary>
internal sealed class EncodePlanJsonConverter : JsonConverter<EncodePlan>
{
    public override EncodePlan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, PlanJson.Default.EncodePlan);

    public override void Write(Utf8JsonWriter writer, EncodePlan value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, PlanJson.Default.EncodePlan);
}
