using System.Text.Json.Serialization;

namespace Matinee.App.Scaling;

/// <param name="Target">The id of the node that is asked, of a worker, or <c>all-workers</c>. Null: the node that is asked.</param>
/// <param name="Mode"><c>graceful</c>, <c>drain</c> or <c>immediate</c>. Null: graceful.</param>
internal sealed record ShutdownBody(string? Target, string? Mode);

internal sealed record ShutdownAnswer(string Target, string Mode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShutdownBody))]
[JsonSerializable(typeof(ShutdownAnswer))]
internal sealed partial class ScalingJson : JsonSerializerContext;
