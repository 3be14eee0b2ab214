using System.Text.Json.Serialization;

namespace Matinee.Media.Ffmpeg;

/// <summary>Abilities as a worker tells them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EncoderAbilities))]
public sealed partial class AbilityJson : JsonSerializerContext;
