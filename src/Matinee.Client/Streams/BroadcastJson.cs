using System.Text.Json.Serialization;

namespace Matinee.Client.Streams;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Broadcast))]
[JsonSerializable(typeof(BroadcastPage))]
[JsonSerializable(typeof(BroadcastOrder))]
[JsonSerializable(typeof(BroadcastKey))]
[JsonSerializable(typeof(BroadcastKeyOrder))]
[JsonSerializable(typeof(PushedSegmentAnswer))]
[JsonSerializable(typeof(BroadcastStats))]
internal sealed partial class BroadcastJson : JsonSerializerContext;
