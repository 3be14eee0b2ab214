using System.Text.Json.Serialization;

namespace Matinee.App.Playback;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlaybackLinks))]
internal sealed partial class PlaybackJson : JsonSerializerContext;
