using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Jobs;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(Listing<Job>))]
[JsonSerializable(typeof(StartedJob))]
internal sealed partial class JobsJson : JsonSerializerContext;

internal sealed record StartedJob(string JobId);
