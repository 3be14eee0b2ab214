using System.Globalization;
using Matinee.App.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>
/// The pages' session: a cookie that scripts cannot read and other sites cannot send along, sealed by Data Protection and
/// backed by a row, so that signing out, a new password or a disabled account ends it everywhere.
/// </summary>
internal sealed class PageCookie(SessionStore sessions, LiveSessions live, IOptions<AccountOptions> options, TimeProvider time) : CookieAuthenticationEvents
{
    private const string TouchedKey = "touched";

    /// <summary>How exact "last used" is; also how often the cookie is written anew.</summary>
    private static readonly TimeSpan TouchStep = TimeSpan.FromHours(1);

    public static void Configure(CookieAuthenticationOptions cookie, AccountOptions options)
    {
        cookie.Cookie.Name = "matinee";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax; // Strict would show a signed-out page to who follows a link to a film
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.IsEssential = true;
        cookie.ExpireTimeSpan = options.PageSessionLifetime;
        cookie.SlidingExpiration = false; // ValidatePrincipal renews, together with the row
        cookie.EventsType = typeof(PageCookie);
    }

    public async Task SignInAsync(HttpContext context, SiteUser user, CancellationToken cancellationToken)
    {
        var lifetime = options.Value.PageSessionLifetime;
        var session = await sessions.AddAsync(user.Id, SessionKind.Page, context.Request.Headers.UserAgent.ToString(), lifetime, cancellationToken);
        var identity = new SessionIdentity(user.Id, user.Name, user.Role, session, time.GetUtcNow() + lifetime);
        await context.SignInAsync(Schemes.Cookie, Principals.Of(identity, Schemes.Cookie), Properties());
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var cancellationToken = context.HttpContext.RequestAborted;
        var identity = context.Principal?.FindSession() is { } session ? await live.FindAsync(session, cancellationToken) : null;
        if (identity is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Schemes.Cookie);
            return;
        }
        context.ReplacePrincipal(Principals.Of(identity, Schemes.Cookie)); // today's name and role
        if (identity.Session is { } current && WasTouchedBefore(context.Properties, time.GetUtcNow() - TouchStep))
        {
            await sessions.TouchAsync(current, options.Value.PageSessionLifetime, cancellationToken);
            context.Properties.Items.Clear();
            foreach (var (key, value) in Properties().Items)
                context.Properties.Items[key] = value;
            context.ShouldRenew = true;
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/hls"))
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else
            context.Response.Redirect("/sign-in?returnUrl=" + Uri.EscapeDataString(LocalUrl.Or(request.Path + request.QueryString, "/")));
        return Task.CompletedTask;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private AuthenticationProperties Properties()
    {
        var now = time.GetUtcNow();
        var properties = new AuthenticationProperties { IsPersistent = true, IssuedUtc = now, ExpiresUtc = now + options.Value.PageSessionLifetime };
        properties.Items[TouchedKey] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return properties;
    }

    private static bool WasTouchedBefore(AuthenticationProperties properties, DateTimeOffset moment) =>
        !properties.Items.TryGetValue(TouchedKey, out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || seconds < moment.ToUnixTimeSeconds();
}
