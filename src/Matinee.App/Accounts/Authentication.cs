using Matinee.App.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>The three ways in, the one that chooses among them, and the policies.</summary>
internal static class Authentication
{
    private const string CookieName = "matinee";

    public static void AddSchemes(IServiceCollection services)
    {
        services.AddAuthentication(Schemes.Chooser)
            .AddPolicyScheme(Schemes.Chooser, null, o => o.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(Schemes.Bearer, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Schemes.ApiKey, null)
            .AddCookie(Schemes.Cookie);
        // Every anonymous request of the API is "challenged"; that is no event.
        services.AddLogging(log => log.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning).AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning));
        services.AddOptions<CookieAuthenticationOptions>(Schemes.Cookie).Configure<IOptions<AccountOptions>>((cookie, accounts) => PageCookie.Configure(cookie, accounts.Value));
        services.AddSingleton<PageCookie>();
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Member, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.Role() >= Role.Member))
            .AddPolicy(Policies.Admin, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.IsAdmin()));
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "matinee-form";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.SuppressXFrameOptionsHeader = true; // SecurityHeaders decides who may frame what
        });
    }

    private static string Choose(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Authorization.ToString().StartsWith(BearerHandler.Prefix, StringComparison.OrdinalIgnoreCase))
            return Schemes.Bearer;
        if (request.Headers.Authorization.ToString().StartsWith(Schemes.WorkerPrefix, StringComparison.OrdinalIgnoreCase))
            return Schemes.Worker;
        if (request.Headers.ContainsKey(ApiKeyHandler.Header))
            return Schemes.ApiKey;
        var isProgram = request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/hls");
        return isProgram && !request.Cookies.ContainsKey(CookieName) ? Schemes.Bearer : Schemes.Cookie;
    }
}
