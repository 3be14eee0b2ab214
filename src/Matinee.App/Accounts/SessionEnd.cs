using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>Ends sessions so that it is felt on this node at once.</summary>
internal sealed class SessionEnd(SessionStore sessions, LiveSessions live, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Signs the caller out, whatever it came with. API keys are deleted, not signed out.</summary>
    public async Task OfAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (caller.FindUserId() is { } user && caller.FindSession() is { } session)
            await sessions.RevokeAsync(user, session, "signed out", cancellationToken);
        else if (caller.FindUserId() is { } guest && caller.Role() == Role.Guest)
            await sessions.RevokeGuestAsync(guest, time.GetUtcNow() + options.Value.GuestLifetime, cancellationToken);
        live.Forget();
    }

    public async Task<bool> OneAsync(UserId user, SessionId session, CancellationToken cancellationToken)
    {
        var ended = await sessions.RevokeAsync(user, session, "ended by its owner", cancellationToken);
        live.Forget();
        return ended;
    }

    public async Task AllAsync(UserId user, SessionId? except, string reason, CancellationToken cancellationToken)
    {
        await sessions.RevokeAllAsync(user, except, reason, cancellationToken);
        live.Forget();
    }
}
