using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Client.Http;

namespace Matinee.Client.Jobs;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EncodeJob))]
[JsonSerializable(typeof(Listing<EncodeJob>))]
internal sealed partial class JobsJson : JsonSerializerContext;
