using System.Text.Json.Serialization;

namespace Matinee.Brokers.Nats;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NatsServerFacts))]
[JsonSerializable(typeof(NatsGreeting))]
internal sealed partial class NatsJson : JsonSerializerContext;
