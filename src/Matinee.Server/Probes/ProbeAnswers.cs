using System.Text.Json.Serialization;

namespace Matinee.Server.Probes;

/// <summary>The answer of <c>/health</c>.</summary>
/// <param name="Time">This node's clock, which the others compare with theirs.</param>
internal sealed record HealthAnswer(string Status, string NodeId, double UptimeSeconds, DateTimeOffset Time);

/// <summary>The answer of <c>/ready</c>.</summary>
/// <param name="Status"><c>ready</c>, <c>starting</c>, <c>draining</c> or <c>unavailable</c>.</param>
internal sealed record Readiness(string Status, ReadinessChecks Checks);

/// <summary>Each is <c>ok</c> or the reason.</summary>
internal sealed record ReadinessChecks(string Database, string Storage, string Broker, string Consensus, bool ClusterMode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class ProbeJson : JsonSerializerContext;
