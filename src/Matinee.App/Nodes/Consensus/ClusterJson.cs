using System.Text.Json.Serialization;
using Matinee.App.Http;
using Matinee.App.Nodes.Members;

namespace Matinee.App.Nodes.Consensus;

/// <summary>The answer to a node that was let in: what it starts with.</summary>
internal sealed record AdmissionAnswer(string InitialCluster, string ClusterId);

/// <summary>What is read of a problem.</summary>
internal sealed record ProblemText(string? Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcTimeJsonConverter)])]
[JsonSerializable(typeof(JoinWish))]
[JsonSerializable(typeof(AdmissionAnswer))]
[JsonSerializable(typeof(ProblemText))]
[JsonSerializable(typeof(ClusterState))]
[JsonSerializable(typeof(RestoreAnswer))]
[JsonSerializable(typeof(RouteAnswer))]
internal sealed partial class ClusterJson : JsonSerializerContext;
