using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Jobs;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(Listing<Job>))]
internal sealed partial class JobsJson : JsonSerializerContext;
