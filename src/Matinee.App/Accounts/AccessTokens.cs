using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>
/// Access tokens: JWS compact form (RFC 7515), HS256, of our own making and for ourselves only. Therefore the header is a
/// constant that is compared as text, never parsed: no algorithm, key id or key address of a stranger is ever looked at
/// (RFC 8725 3.1, 3.2). The payload is parsed only after its signature held.
/// </summary>
internal sealed class AccessTokens(ClusterSecret secret, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Ours have about 400 characters.</summary>
    public const int MaximumLength = 4096;

    public const string Issuer = "matinee";
    public const string Audience = "matinee-api";

    /// <summary>Between the clocks of two nodes.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] _key = secret.DeriveKey("access-token");

    public (string Token, DateTimeOffset ExpiresAt) Issue(SessionIdentity identity)
    {
        var now = time.GetUtcNow();
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + (identity.Role == Role.Guest ? options.Value.GuestLifetime : options.Value.AccessTokenLifetime)).ToUnixTimeSeconds());
        var claims = new AccessClaims
        {
            Iss = Issuer,
            Aud = Audience,
            Sub = identity.User.Value,
            Sid = identity.Session?.Value,
            Name = identity.Name,
            Role = identity.Role.ToText(),
            Iat = now.ToUnixTimeSeconds(),
            Nbf = now.ToUnixTimeSeconds(),
            Exp = expiresAt.ToUnixTimeSeconds(),
        };
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, AccessClaimsJson.Default.AccessClaims))}";
        return ($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)))}", expiresAt);
    }

    /// <summary>Whom the token names, when it is one of ours and of now. Whether its session still lives is another question.</summary>
    public SessionIdentity? Read(string token, out bool expired)
    {
        expired = false;
        if (token.Length > MaximumLength || !token.StartsWith(Header, StringComparison.Ordinal) || token.AsSpan(Header.Length) is not ['.', ..])
            return null;
        var dot = token.LastIndexOf('.');
        if (dot <= Header.Length || !IsSignature(token.AsSpan(0, dot), token.AsSpan(dot + 1)))
            return null;
        if (ReadClaims(token.AsSpan(Header.Length + 1, dot - Header.Length - 1)) is not { } claims)
            return null;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (claims.Iss != Issuer || claims.Aud != Audience || claims.Nbf > now + Skew.TotalSeconds || claims.Iat > now + Skew.TotalSeconds)
            return null;
        expired = claims.Exp <= now;
        return expired ? null : IdentityOf(claims);
    }

    private bool IsSignature(ReadOnlySpan<char> signed, ReadOnlySpan<char> signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        // 43 characters are exactly 32 bytes; one text per signature, since unused bits must be zero.
        if (signature.Length != 43 || !Base64Url.IsValid(signature) || !Base64Url.TryDecodeFromChars(signature, given, out var length) || length != given.Length)
            return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(signed.ToArray()), expected);
        return CryptographicOperations.FixedTimeEquals(given, expected);
    }

    private static AccessClaims? ReadClaims(ReadOnlySpan<char> payload)
    {
        if (!Base64Url.IsValid(payload))
            return null;
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), AccessClaimsJson.Default.AccessClaims);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SessionIdentity? IdentityOf(AccessClaims claims)
    {
        if (!EntityIds.TryParse<UserId>(claims.Sub, out var user))
            return null;
        var role = AccountTexts.RoleOf(claims.Role);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Exp);
        if (role == Role.Guest)
            return new(user, claims.Name, role, null, expiresAt);
        return EntityIds.TryParse<SessionId>(claims.Sid, out var session) ? new(user, claims.Name, role, session, expiresAt) : null;
    }
}
