using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>Ends sessions so that it is felt on this node at once.</summary>
internal sealed class SessionEnd(SessionStore sessions, LiveSessions live, SessionSignals signals, IOptions<AccountOptions> options, TimeProvider time)
{
    /// <summary>Signs the caller out, whatever it came with. API keys are deleted, not signed out.</summary>
    public async Task OfAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (caller.FindUserId() is { } user && caller.FindSession() is { } session)
            await OneAsync(user, session, "signed out", cancellationToken);
        else if (caller.FindUserId() is { } guest && caller.Role() == Role.Guest)
            await GuestAsync(guest, cancellationToken);
    }

    public Task<bool> OneAsync(UserId user, SessionId session, CancellationToken cancellationToken) => OneAsync(user, session, "ended by its owner", cancellationToken);

    public async Task AllAsync(UserId user, SessionId? except, string reason, CancellationToken cancellationToken)
    {
        await sessions.RevokeAllAsync(user, except, reason, cancellationToken);
        Tell(new(user, null, except));
    }

    private async Task<bool> OneAsync(UserId user, SessionId session, string reason, CancellationToken cancellationToken)
    {
        var ended = await sessions.RevokeAsync(user, session, reason, cancellationToken);
        Tell(new(user, session, null));
        return ended;
    }

    private async Task GuestAsync(UserId guest, CancellationToken cancellationToken)
    {
        await sessions.RevokeGuestAsync(guest, time.GetUtcNow() + options.Value.GuestLifetime, cancellationToken);
        Tell(new(guest, null, null));
    }

    private void Tell(EndedSessions ended)
    {
        live.Forget();
        signals.Raise(ended);
    }
}
