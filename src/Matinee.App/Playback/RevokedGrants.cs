using System.Collections.Concurrent;

namespace Matinee.App.Playback;

/// <summary>
/// Playback addresses that somebody was given and may not use any more, such as those of who was put out of a room. Held in
/// memory, because every segment asks; <see cref="GrantStore"/> keeps it in step with the other nodes.
/// </summary>
public sealed class RevokedGrants
{
    private readonly ConcurrentDictionary<string, long> _revoked = new(StringComparer.Ordinal);

    public bool IsRevoked(string grant) => _revoked.ContainsKey(grant);

    /// <param name="expiresAt">Unix ms; by then every address of it has ended by itself.</param>
    internal void Add(string grant, long expiresAt) => _revoked[grant] = expiresAt;

    internal void ForgetBefore(long now)
    {
        foreach (var (grant, expiresAt) in _revoked)
        {
            if (expiresAt <= now)
                _revoked.TryRemove(grant, out _);
        }
    }
}
