using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Client.Http;

namespace Matinee.Client.Jobs;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EncodeJob))]
[JsonSerializable(typeof(Listing<EncodeJob>))]
[JsonSerializable(typeof(JobOrder))]
[JsonSerializable(typeof(JobNews))]
[JsonSerializable(typeof(PriorityChange))]
[JsonSerializable(typeof(AttemptListing))]
internal sealed partial class JobsJson : JsonSerializerContext;

internal sealed record PriorityChange(string Priority);

internal sealed record AttemptListing(IReadOnlyList<TaskAttempt> Items);
