using System.Text.Json;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms.Live;

/// <summary>Whom a connection belongs to, and which channels it may ask for.</summary>
/// <param name="Allow">Names of channels; what is not among them is not there.</param>
/// <param name="Session">That it was given to, and ends with; null for guests and API keys.</param>
internal sealed record ConnectionClaims(UserId Sub, string Name, IReadOnlyList<string> Allow, long Exp, string? Session = null);

/// <summary>
/// Tokens that open a connection of the channel server for ten minutes, and are renewed in it. Signed with a key of their own, so
/// that no other token of ours opens one.
/// </summary>
internal sealed class RoomTokens(ClusterSecret secret, IOptions<RoomOptions> options, TimeProvider time)
{
    public const string SiteChannel = "site";

    private readonly SignedToken _tokens = new(secret, "connection-token", time);

    /// <param name="rooms">Those whose member it is.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(UserId user, string name, IEnumerable<RoomId> rooms, SessionId? session)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + options.Value.TokenLifetime).ToUnixTimeSeconds());
        var claims = new ConnectionClaims(
            user, name, [SiteChannel, PersonalChannel.Of(user), .. rooms.SelectMany(room => new[] { room.Channel, room.SignalChannel })], expiresAt.ToUnixTimeSeconds(), session?.Value);
        return (_tokens.Seal(JsonSerializer.Serialize(claims, ClaimsJson.Default.ConnectionClaims), expiresAt), expiresAt);
    }

    /// <summary>Null when it is not one of ours, or past.</summary>
    public ConnectionClaims? Read(string? token)
    {
        if (!_tokens.TryOpen(token, out var payload))
            return null;
        try
        {
            return JsonSerializer.Deserialize(payload, ClaimsJson.Default.ConnectionClaims);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ConnectionClaims))]
internal sealed partial class ClaimsJson : JsonSerializerContext;
