using Microsoft.AspNetCore.Http;

namespace Matinee.App.Accounts;

/// <summary>Hands out the tokens of a session.</summary>
internal sealed class TokenDesk(AccessTokens access, RefreshTokens refresh, SessionStore sessions, UserStore users)
{
    public async Task<SignedInAnswer> StartAsync(HttpContext context, SiteUser user, CancellationToken cancellationToken)
    {
        var (session, token) = await refresh.StartAsync(user.Id, context.Request.Headers.UserAgent.ToString(), cancellationToken);
        return Answer(user, session, token);
    }

    /// <summary>Null when the session ended in this moment.</summary>
    public async Task<SignedInAnswer?> ContinueAsync(SessionId session, string token, CancellationToken cancellationToken) =>
        await sessions.FindIdentityAsync(session, cancellationToken) is { } identity && await users.FindAsync(identity.User, cancellationToken) is { } user
            ? Answer(user, session, token)
            : null;

    public SignedInAnswer Guest(UserId id, string name)
    {
        var (token, expiresAt) = access.Issue(new(id, name, Role.Guest, null, null));
        return new(token, null, expiresAt, new(id, name, Role.Guest, null, false, null));
    }

    private SignedInAnswer Answer(SiteUser user, SessionId session, string refreshToken)
    {
        var (token, expiresAt) = access.Issue(new(user.Id, user.Name, user.Role, session, null));
        return new(token, refreshToken, expiresAt, CallerAnswer.Of(user));
    }
}
