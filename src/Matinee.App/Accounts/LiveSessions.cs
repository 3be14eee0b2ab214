using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>
/// What this node believes of sessions, keys and guests, for <see cref="AccountOptions.RevocationDelay"/>. A change made on this
/// node empties it, so it is felt at once; another node's is felt after the delay.
/// </summary>
internal sealed class LiveSessions(SessionStore sessions, ApiKeyStore keys, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Then all is forgotten and read again; bounds memory to a few megabytes.</summary>
    private const int MaximumEntries = 20_000;

    private readonly ConcurrentDictionary<string, Belief> _beliefs = new(StringComparer.Ordinal);

    public Task<Identity?> FindAsync(SessionId session, CancellationToken cancellationToken) =>
        FindAsync(session.Value, () => sessions.FindIdentityAsync(session, cancellationToken));

    public Task<Identity?> FindByApiKeyAsync(string key, CancellationToken cancellationToken)
    {
        var hash = SecretToken.Hash(key);
        return FindAsync(hash, () => keys.FindIdentityAsync(hash, cancellationToken));
    }

    /// <param name="guest">As its token says; there is no row of a guest but its revocation.</param>
    public Task<Identity?> FindGuestAsync(Identity guest, CancellationToken cancellationToken) =>
        FindAsync(guest.User.Value, async () => await sessions.IsRevokedAsync(guest.User, cancellationToken) ? null : guest);

    public void Forget() => _beliefs.Clear();

    private async Task<Identity?> FindAsync(string key, Func<Task<Identity?>> read)
    {
        var now = time.GetTimestamp();
        if (_beliefs.TryGetValue(key, out var belief) && time.GetElapsedTime(belief.At, now) < options.Value.RevocationDelay)
            return belief.Identity.ExpiresAt <= time.GetUtcNow() ? null : belief.Identity;
        if (await read() is not { } identity)
        {
            _beliefs.TryRemove(key, out _);
            return null; // not kept: strangers would fill the memory with keys that nobody has
        }
        if (_beliefs.Count >= MaximumEntries)
            _beliefs.Clear();
        _beliefs[key] = new(identity, now);
        return identity;
    }

    private sealed record Belief(Identity Identity, long At);
}
