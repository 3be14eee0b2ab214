using System.Security.Claims;
using Level = Matinee.App.Accounts.Role;

namespace Matinee.App.Accounts;

/// <summary>Who calls, read from the claims that every scheme of ours sets alike.</summary>
public static class Caller
{
    internal const string IdClaim = "sub";
    internal const string NameClaim = "name";
    internal const string RoleClaim = "role";
    internal const string SessionClaim = "sid";

    /// <summary>Hash of the API key; never leaves the request.</summary>
    internal const string KeyClaim = "key";

    /// <summary>The caller's id; null for an anonymous one.</summary>
    public static UserId? FindUserId(this ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } && Database.EntityIds.TryParse<UserId>(user.FindFirst(IdClaim)?.Value, out var id) ? id : null;

    /// <exception cref="InvalidOperationException">Anonymous: the endpoint lacks <c>RequireAuthorization</c>.</exception>
    public static UserId UserId(this ClaimsPrincipal user) =>
        user.FindUserId() ?? throw new InvalidOperationException("The caller is anonymous: the endpoint lacks RequireAuthorization.");

    public static bool IsAdmin(this ClaimsPrincipal user) => user.Role() == Level.Admin;

    /// <summary>Anonymous callers are guests.</summary>
    public static Role Role(this ClaimsPrincipal user) => user.FindUserId() is null ? Level.Guest : user.FindFirst(RoleClaim)?.Value switch
    {
        "admin" => Level.Admin,
        "member" => Level.Member,
        _ => Level.Guest,
    };

    /// <summary>The name to show; null for an anonymous caller.</summary>
    public static string? DisplayName(this ClaimsPrincipal user) => user.FindFirst(NameClaim)?.Value;
}
