using System.Text.Json.Serialization;

namespace Matinee.App.Pages.Watch;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlayerSetup))]
[JsonSerializable(typeof(OEmbed))]
internal sealed partial class WatchJson : JsonSerializerContext;
