using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Fleet;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerListing))]
[JsonSerializable(typeof(AddBody))]
[JsonSerializable(typeof(AddedWorkers))]
[JsonSerializable(typeof(ScalingState))]
[JsonSerializable(typeof(ScalingChange))]
[JsonSerializable(typeof(EnrolmentToken))]
internal sealed partial class FleetJson : JsonSerializerContext;

internal sealed record WorkerListing(IReadOnlyList<WorkerState> Items);

internal sealed record AddBody(int Count);
