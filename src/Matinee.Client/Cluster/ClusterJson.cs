using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Cluster;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(AnnouncedMember))]
[JsonSerializable(typeof(AnnouncedPlace))]
[JsonSerializable(typeof(RestoredRegistry))]
internal sealed partial class ClusterJson : JsonSerializerContext;

internal sealed record AnnouncedMember(string PeerUrl);

internal sealed record AnnouncedPlace(string? ClusterId);

internal sealed record RestoredRegistry(int Entries);
