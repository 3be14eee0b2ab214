using System.Text.Json.Serialization;

namespace Matinee.App.Rooms.Live;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SiteLimits))]
internal sealed partial class SiteLimitsJson : JsonSerializerContext;
