using System.Text.Json.Serialization;

namespace Matinee.App.Limits;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IdempotentAnswer))]
internal sealed partial class LimitJson : JsonSerializerContext;
