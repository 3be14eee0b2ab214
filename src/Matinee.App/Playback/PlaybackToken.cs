using Matinee.App.Http;
using Matinee.App.Library;

namespace Matinee.App.Playback;

/// <summary>
/// The right to play one video, as it stands in the path: <c>/hls/{id}~{token}/</c>. Expiry is rounded up to the hour, so
/// that viewers of an hour get equal URLs and share a cache.
/// </summary>
internal sealed class PlaybackToken(ClusterSecret secret, PlaybackOptions options, RevokedGrants revoked, TimeProvider time)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromHours(1);

    private readonly SignedToken _tokens = new(secret, "playback", time);
    private readonly SignedToken _grants = new(secret, "playback-grant", time);

    /// <param name="address">The viewer's, used only when tokens are bound to it.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(VideoId id, string? address)
    {
        var rounded = ExpiresAt();
        return (_tokens.Sign(Payload(id.Value, address), rounded), rounded);
    }

    /// <summary>A right that <see cref="RevokedGrants"/> can end before its time.</summary>
    public (string Token, DateTimeOffset ExpiresAt) IssueGranted(VideoId id, string grant)
    {
        var rounded = ExpiresAt();
        return (_grants.Seal($"{id}|{grant}", rounded), rounded);
    }

    public bool IsValid(string id, string token, string? address) =>
        token.Contains('.', StringComparison.Ordinal) ? IsGranted(id, token) : _tokens.Verify(Payload(id, address), token);

    private bool IsGranted(string id, string token) =>
        _grants.TryOpen(token, out var payload) && payload.Split('|') is [var video, var grant] && video == id && !revoked.IsRevoked(grant);

    private DateTimeOffset ExpiresAt()
    {
        var expires = time.GetUtcNow() + options.TokenLifetime;
        return new DateTimeOffset((expires.Ticks + Rounding.Ticks - 1) / Rounding.Ticks * Rounding.Ticks, TimeSpan.Zero);
    }

    private string Payload(string id, string? address) => options.BindAddress ? $"{id}|{address}" : id;
}
