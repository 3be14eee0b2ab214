using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Matinee.App.Library;

/// <summary>
/// The password of a video, and the signed proof that somebody knew it: <c>expiry.mac</c> over id, expiry and the password's
/// hash, so that a changed password locks everybody out again.
/// </summary>
public sealed class VideoUnlock(ClusterSecret secret, TimeProvider time)
{
    public const string Header = "X-Video-Unlock";
    public const string QueryParameter = "unlock";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly byte[] _key = secret.DeriveKey("video-unlock");
    private readonly PasswordHasher<VideoId> _hasher = new();

    public static string CookieName(VideoId id) => $"matinee-unlock-{id}";

    /// <summary>The proof a request carries: header, query or cookie. Null when there is none.</summary>
    public static string? Read(HttpRequest request, VideoId id)
    {
        if (request.Headers.TryGetValue(Header, out var header))
            return header;
        return request.Query.TryGetValue(QueryParameter, out var parameter) ? parameter : request.Cookies[CookieName(id)];
    }

    public string Hash(VideoId id, string password) => _hasher.HashPassword(id, password);

    public bool IsPassword(Video video, string password) =>
        video.PasswordHash is { } hash && _hasher.VerifyHashedPassword(video.Id, hash, password) != PasswordVerificationResult.Failed;

    public (string Token, DateTimeOffset ExpiresAt) Issue(Video video)
    {
        var expires = time.GetUtcNow() + Lifetime;
        var seconds = expires.ToUnixTimeSeconds();
        return ($"{seconds}.{Base64Url.EncodeToString(Sign(video, seconds))}", DateTimeOffset.FromUnixTimeSeconds(seconds));
    }

    public bool IsProof(Video video, string proof)
    {
        var dot = proof.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || proof.Length > 128 || !long.TryParse(proof.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        var given = proof.AsSpan(dot + 1);
        return seconds > time.GetUtcNow().ToUnixTimeSeconds() && Base64Url.IsValid(given)
            && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(given), Sign(video, seconds));
    }

    private byte[] Sign(Video video, long seconds) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{video.Id}\n{seconds}\n{video.PasswordHash}")));
}
