using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.App.Streams.Api;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StreamDocument))]
[JsonSerializable(typeof(StreamListDocument))]
[JsonSerializable(typeof(CreateStreamBody))]
[JsonSerializable(typeof(StreamKeyBody))]
[JsonSerializable(typeof(StreamKeyDocument))]
[JsonSerializable(typeof(IngestBody))]
[JsonSerializable(typeof(IngestDocument))]
[JsonSerializable(typeof(StreamStatsDocument))]
internal sealed partial class StreamsJson : JsonSerializerContext;
