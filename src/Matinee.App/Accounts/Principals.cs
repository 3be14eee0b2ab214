using System.Security.Claims;

namespace Matinee.App.Accounts;

/// <summary>An identity as the framework wants it.</summary>
internal static class Principals
{
    public static ClaimsPrincipal Of(SessionIdentity identity, string scheme, string? keyHash = null)
    {
        List<Claim> claims =
        [
            new(Caller.IdClaim, identity.User.Value),
            new(Caller.NameClaim, identity.Name),
            new(Caller.RoleClaim, identity.Role.ToText()),
        ];
        if (identity.Session is { } session)
            claims.Add(new(Caller.SessionClaim, session.Value));
        if (keyHash is not null)
            claims.Add(new(Caller.KeyClaim, keyHash));
        return new(new ClaimsIdentity(claims, scheme, Caller.NameClaim, Caller.RoleClaim));
    }

    public static SessionId? FindSession(this ClaimsPrincipal user) =>
        Database.EntityIds.TryParse<SessionId>(user.FindFirst(Caller.SessionClaim)?.Value, out var id) ? id : null;
}
