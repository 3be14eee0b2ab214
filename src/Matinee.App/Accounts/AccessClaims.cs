using System.Text.Json.Serialization;

namespace Matinee.App.Accounts;

/// <summary>The payload of an access token (RFC 7519 4.1). Times are seconds since 1970.</summary>
internal sealed class AccessClaims
{
    public required string Iss { get; init; }

    public required string Aud { get; init; }

    public required string Sub { get; init; }

    public string? Sid { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required long Iat { get; init; }

    public required long Nbf { get; init; }

    public required long Exp { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AccessClaims))]
internal sealed partial class AccessClaimsJson : JsonSerializerContext;
