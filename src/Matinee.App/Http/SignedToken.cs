using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.App.Http;

/// <summary>
/// Short-lived rights that travel in URLs. The tag is HMAC-SHA256 cut to 128 bits (RFC 2104 section 5) over the expiry and
/// the payload, under a key of its own per label, so a token of one use never opens another.
/// Url-safe, about 28 characters; equal input gives an equal token, which keeps cache keys equal.
/// </summary>
public sealed class SignedToken(ClusterSecret secret, string label, TimeProvider time)
{
    private const int ExpiryBytes = 5;
    private const int TagBytes = 16;
    private const int SignatureLength = 28;
    private const int MaximumPayload = 2048;

    private readonly byte[] _key = secret.DeriveKey("signed-token:" + label);

    /// <summary>A token for a payload that the verifier already knows (for example the id in the path).</summary>
    public string Sign(string payload, DateTimeOffset expiresAt)
    {
        Span<byte> signature = stackalloc byte[ExpiryBytes + TagBytes];
        Span<byte> expiry = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(expiry, expiresAt.ToUnixTimeSeconds());
        expiry[^ExpiryBytes..].CopyTo(signature);
        Tag(expiry[^ExpiryBytes..], payload, signature[ExpiryBytes..]);
        return Base64Url.EncodeToString(signature);
    }

    /// <summary>True when <paramref name="token"/> was signed here for this payload and has not expired.</summary>
    public bool Verify(string payload, string? token) => Verify(payload, token, out _);

    /// <inheritdoc cref="Verify(string, string?)"/>
    public bool Verify(string payload, string? token, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        if (token is not { Length: SignatureLength } || payload.Length > MaximumPayload || !Base64Url.IsValid(token))
            return false;
        Span<byte> signature = stackalloc byte[SignatureLength];
        if (!Base64Url.TryDecodeFromChars(token, signature, out var length) || length != ExpiryBytes + TagBytes)
            return false;
        Span<byte> tag = stackalloc byte[TagBytes];
        Tag(signature[..ExpiryBytes], payload, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, signature[ExpiryBytes..length]))
            return false;
        Span<byte> expiry = stackalloc byte[sizeof(long)];
        expiry.Clear();
        signature[..ExpiryBytes].CopyTo(expiry[^ExpiryBytes..]);
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(Math.Min(BinaryPrimitives.ReadInt64BigEndian(expiry), DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        return expiresAt > time.GetUtcNow();
    }

    /// <summary>A token that carries its payload, readable by anyone and changeable by nobody.</summary>
    public string Seal(string payload, DateTimeOffset expiresAt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaximumPayload);
        return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.{Sign(payload, expiresAt)}";
    }

    /// <summary>Reads a token made by <see cref="Seal"/>; false when forged, changed or expired.</summary>
    public bool TryOpen(string? token, [NotNullWhen(true)] out string? payload)
    {
        payload = null;
        var dot = token?.LastIndexOf('.') ?? -1;
        if (token is null || dot < 0 || dot > MaximumPayload * 4 || !Base64Url.IsValid(token.AsSpan(0, dot)))
            return false;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(0, dot)));
        if (!Verify(text, token[(dot + 1)..]))
            return false;
        payload = text;
        return true;
    }

    private void Tag(ReadOnlySpan<byte> expiry, string payload, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        byte[] message = [.. expiry, .. Encoding.UTF8.GetBytes(payload)];
        HMACSHA256.HashData(_key, message, hash);
        hash[..TagBytes].CopyTo(tag);
    }
}
