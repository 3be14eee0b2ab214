using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Media.Planning;

/// <summary>The plan as it is stored and sent to workers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EncodePlan))]
[JsonSerializable(typeof(Chunk))]
[JsonSerializable(typeof(FileOutputSpec))]
[JsonSerializable(typeof(FilePlan))]
[JsonSerializable(typeof(Probing.MediaProbe))]
[JsonSerializable(typeof(Probing.PacketScan))]
public sealed partial class PlanJson : JsonSerializerContext
{
    public static string Write(EncodePlan plan) => JsonSerializer.Serialize(plan, Default.EncodePlan);

    /// <exception cref="JsonException">The text is not a plan.</exception>
    public static EncodePlan Read(string json) =>
        JsonSerializer.Deserialize(json, Default.EncodePlan) ?? throw new JsonException("An encode plan is an object; got null.");
}
