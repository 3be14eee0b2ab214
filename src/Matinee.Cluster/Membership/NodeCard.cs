using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Cluster.Membership;

/// <summary>What a node says of itself to the others, for as long as it lives.</summary>
public sealed record NodeCard
{
    /// <summary>Letters, digits, '-', '_' and '.'.</summary>
    public required string Id { get; init; }

    /// <summary>Where the others reach it.</summary>
    public required string Address { get; init; }

    /// <summary>Which machine and folder it runs on: another process of the same name from elsewhere is not it.</summary>
    public required string Home { get; init; }

    public ImmutableArray<string> Roles { get; init; } = [];

    public string Version { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>It takes nothing new any more.</summary>
    public bool IsDraining { get; init; }

    public string? Region { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>How busy it is; null where it does not say.</summary>
    public NodeLoad? Load { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this, NodeCardJson.Default.NodeCard);

    /// <returns>Null for what no node wrote.</returns>
    internal static NodeCard? Parse(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, NodeCardJson.Default.NodeCard);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeCard))]
internal sealed partial class NodeCardJson : JsonSerializerContext;
