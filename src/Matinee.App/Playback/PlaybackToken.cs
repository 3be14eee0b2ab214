using Matinee.App.Http;
using Matinee.App.Library;

namespace Matinee.App.Playback;

/// <summary>
/// The right to play one video, as it stands in the path: <c>/hls/{id}~{token}/</c>. Expiry is rounded up to the hour, so
/// that viewers of an hour get equal URLs and share a cache.
/// </summary>
internal sealed class PlaybackToken(ClusterSecret secret, PlaybackOptions options, TimeProvider time)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromHours(1);

    private readonly SignedToken _tokens = new(secret, "playback", time);

    /// <param name="address">The viewer's, used only when tokens are bound to it.</param>
    public (string Token, DateTimeOffset ExpiresAt) Issue(VideoId id, string? address)
    {
        var expires = time.GetUtcNow() + options.TokenLifetime;
        var rounded = new DateTimeOffset((expires.Ticks + Rounding.Ticks - 1) / Rounding.Ticks * Rounding.Ticks, TimeSpan.Zero);
        return (_tokens.Sign(Payload(id.Value, address), rounded), rounded);
    }

    public bool IsValid(string id, string token, string? address) => _tokens.Verify(Payload(id, address), token);

    private string Payload(string id, string? address) => options.BindAddress ? $"{id}|{address}" : id;
}
