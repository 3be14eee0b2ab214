using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matinee.Client.Http;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(RenewedTokens))]
internal sealed partial class TransportJson : JsonSerializerContext;

internal sealed record RefreshBody(string RefreshToken);

/// <summary>What a refresh answers, as far as the transport needs it.</summary>
internal sealed record RenewedTokens(string AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt)
{
    public Credentials ToCredentials() => new() { AccessToken = AccessToken, RefreshToken = RefreshToken, ExpiresAt = ExpiresAt };

    // Secrets must not reach a log by way of a record's own text.
    public override string ToString() => "(renewed tokens)";
}
