using System.Text.Json.Serialization;

namespace Matinee.Brokers.Nats.JetStream;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StreamDefinition))]
[JsonSerializable(typeof(ApiAnswer))]
[JsonSerializable(typeof(LastMessageRequest))]
[JsonSerializable(typeof(PurgeRequest))]
internal sealed partial class JetStreamJson : JsonSerializerContext;
