using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Leadership;

/// <summary>The value of the leader's key.</summary>
/// <param name="RaftTerm">In which it was taken; 0 where there is no consensus of the nodes' own.</param>
internal sealed record LeaderSeat(string Node, ulong RaftTerm)
{
    /// <returns>Null when nobody sits there, or what stands there is not to be understood.</returns>
    public static LeaderSeat? Of(RegistryEntry? entry)
    {
        try
        {
            return entry is null ? null : JsonSerializer.Deserialize(entry.Value, LeaderSeatJson.Default.LeaderSeat);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, LeaderSeatJson.Default.LeaderSeat);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LeaderSeat))]
internal sealed partial class LeaderSeatJson : JsonSerializerContext;
