using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Matinee.App.Library;

/// <summary>
/// The password of a video, and the signed proof that somebody knew it: a <see cref="SignedToken"/> over id and the password's
/// hash, so that a changed password locks everybody out again.
/// </summary>
public sealed class VideoUnlock(ClusterSecret secret, TimeProvider time)
{
    public const string Header = "X-Video-Unlock";
    public const string QueryParameter = "unlock";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly SignedToken _tokens = new(secret, "video-unlock", time);
    private readonly PasswordHasher<string> _hasher = new();

    public static string CookieName(VideoId id) => $"matinee-unlock-{id}";

    /// <summary>The proof a request carries: header, query or cookie. Null when there is none.</summary>
    public static string? Read(HttpRequest request, VideoId id)
    {
        if (request.Headers.TryGetValue(Header, out var header))
            return header;
        return request.Query.TryGetValue(QueryParameter, out var parameter) ? parameter : request.Cookies[CookieName(id)];
    }

    public string Hash(VideoId id, string password) => _hasher.HashPassword(id.Value, password);

    public bool IsPassword(Video video, string password) =>
        video.PasswordHash is { } hash && _hasher.VerifyHashedPassword(video.Id.Value, hash, password) != PasswordVerificationResult.Failed;

    public (string Token, DateTimeOffset ExpiresAt) Issue(Video video)
    {
        var expires = time.GetUtcNow() + Lifetime;
        return (_tokens.Sign(Payload(video), expires), expires);
    }

    public bool IsProof(Video video, string proof) => _tokens.Verify(Payload(video), proof);

    private static string Payload(Video video) => $"{video.Id}\n{video.PasswordHash}";
}
