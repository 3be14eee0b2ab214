using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms.Door;

/// <summary>Makes a guest the same one when they come back: a signed id and name, in a cookie of the browser or a header of a program.</summary>
internal sealed class GuestPass(ClusterSecret secret, IOptions<RoomOptions> options, TimeProvider time)
{
    public const string Header = "X-Guest-Token";
    public const int LongestName = 40;

    private const string Cookie = "matinee-guest";

    private readonly SignedToken _tokens = new(secret, "room-guest", time);

    public RoomCaller? Read(HttpRequest request)
    {
        var token = request.Headers.TryGetValue(Header, out var header) ? header.ToString() : request.Cookies[Cookie];
        return _tokens.TryOpen(token, out var payload) && payload.Split('\n', 2) is [var id, var name] && EntityIds.TryParse<UserId>(id, out var user)
            ? new(user, name, IsGuest: true, IsAdmin: false)
            : null;
    }

    /// <summary>A new guest, or the same under another name.</summary>
    public (RoomCaller Caller, string Token) Issue(HttpContext context, UserId? known, string name)
    {
        var id = known ?? EntityIds.New<UserId>(time);
        var expires = time.GetUtcNow() + options.Value.GuestLifetime;
        var token = _tokens.Seal($"{id}\n{name}", expires);
        context.Response.Cookies.Append(Cookie, token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Expires = expires,
            IsEssential = true,
        });
        return (new(id, name, IsGuest: true, IsAdmin: false), token);
    }

    /// <summary>Null when nobody could be called that.</summary>
    public static string? CleanName(string? name) =>
        name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl) && trimmed.Any(char.IsLetterOrDigit) ? trimmed : null;
}
