using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Fleet;

public enum ShutdownMode
{
    /// <summary>What ends soon may end; the rest is given back to other workers.</summary>
    Graceful,

    /// <summary>Everything that is under way ends first.</summary>
    Drain,

    /// <summary>Now; what was under way is done anew elsewhere.</summary>
    Immediate,
}

/// <summary>What was told to end, and how.</summary>
public sealed record ShutdownOrder(string Target, string Mode);

/// <param name="Status"><c>ok</c>.</param>
public sealed record ServerHealth(
    string Status, [property: JsonPropertyName("node_id")] string NodeId, [property: JsonPropertyName("uptime_seconds")] double UptimeSeconds);

/// <param name="Status"><c>ready</c>, <c>degraded</c>, <c>starting</c>, <c>draining</c> or <c>unavailable</c>.</param>
/// <param name="Checks">By name: <c>ok</c>, or what is wrong.</param>
public sealed record ServerReadiness(string Status, IReadOnlyDictionary<string, JsonElement> Checks);

internal sealed record ShutdownBody(string? Target, string Mode);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerHealth))]
[JsonSerializable(typeof(ServerReadiness))]
[JsonSerializable(typeof(ShutdownBody))]
[JsonSerializable(typeof(ShutdownOrder))]
internal sealed partial class ServerJson : JsonSerializerContext;
