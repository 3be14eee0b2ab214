using System.Collections.Concurrent;
using System.Security.Claims;
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

    public Task<SessionIdentity?> FindAsync(SessionId session, CancellationToken cancellationToken) =>
        FindAsync(session.Value, () => sessions.FindIdentityAsync(session, cancellationToken));

    /// <param name="hash">Of the key.</param>
    public Task<SessionIdentity?> FindByApiKeyAsync(string hash, CancellationToken cancellationToken) =>
        FindAsync(hash, () => keys.FindIdentityAsync(hash, cancellationToken));

    /// <param name="guest">As its token says; there is no row of a guest but its revocation.</param>
    public Task<SessionIdentity?> FindGuestAsync(SessionIdentity guest, CancellationToken cancellationToken) =>
        FindAsync(guest.User.Value, async () => await sessions.IsRevokedAsync(guest.User, cancellationToken) ? null : guest);

    /// <summary>Whether what let the caller in still would.</summary>
    public async Task<bool> MayStayAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (caller.FindUserId() is not { } user)
            return true;
        if (caller.FindSession() is { } session)
            return await FindAsync(session, cancellationToken) is not null;
        return caller.FindFirst(Caller.KeyClaim)?.Value is { } hash
            ? await FindByApiKeyAsync(hash, cancellationToken) is not null
            : await FindGuestAsync(new(user, caller.DisplayName() ?? "", Role.Guest, null, null), cancellationToken) is not null;
    }

    public void Forget() => _beliefs.Clear();

    private async Task<SessionIdentity?> FindAsync(string key, Func<Task<SessionIdentity?>> read)
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

    private sealed record Belief(SessionIdentity Identity, long At);
}
