using Matinee.App.Http;
using Matinee.App.Limits;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Accounts;

/// <summary>
/// The pages' forms, which work without scripts: <c>POST /account/sign-in</c> (email, password, returnUrl), <c>/account/sign-out</c>,
/// <c>/account/join</c> (email, password, name, invite, returnUrl), each with the framework's antiforgery field. What goes wrong
/// goes back to the form as <c>?error=code</c>: <c>bad_credentials</c>, <c>rate_limited</c> (with <c>wait</c> in seconds),
/// <c>stale_form</c>, <c>invalid_{field}</c>, <c>email_taken</c>, <c>invite_invalid</c>, <c>registration_closed</c>.
/// </summary>
internal static class AccountForms
{
    private const string SignInPath = "/sign-in";
    private const string JoinPath = "/join";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var forms = routes.MapGroup("/account").ExcludeFromDescription();
        forms.MapPost("/sign-in", SignInAsync);
        forms.MapPost("/sign-out", SignOutAsync);
        forms.MapPost("/join", JoinAsync);
    }

    private static async Task<RedirectHttpResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, SignIn signIn, PageCookie cookie, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context, antiforgery, cancellationToken) is not { } form)
            return Back(SignInPath, "stale_form", null, []);
        var returnUrl = LocalUrl.Or(form["returnUrl"], "/");
        (string, string?)[] kept = [("email", form["email"]), ("returnUrl", returnUrl)];
        switch (await signIn.CheckAsync(context, form["email"], form["password"], cancellationToken))
        {
            case SignInOutcome.Right(var user):
                await cookie.SignInAsync(context, user, cancellationToken);
                return To(returnUrl);
            case SignInOutcome.Limited(var wait):
                return Back(SignInPath, "rate_limited", wait, kept);
            default:
                return Back(SignInPath, "bad_credentials", null, kept);
        }
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, SessionEnd end, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context, antiforgery, cancellationToken) is null)
            return To("/");
        await end.OfAsync(context.User, cancellationToken);
        await context.SignOutAsync(Schemes.Cookie);
        return To("/");
    }

    private static async Task<RedirectHttpResult> JoinAsync(
        HttpContext context, IAntiforgery antiforgery, Registrar registration, RequestLimits limits, PageCookie cookie, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context, antiforgery, cancellationToken) is not { } form)
            return Back(JoinPath, "stale_form", null, []);
        (string, string?)[] kept = [("email", form["email"]), ("name", form["name"]), ("invite", form["invite"])];
        if (limits.Take(Limit.Registration, CallerKey.Address(context)) is { } wait)
            return Back(JoinPath, "rate_limited", wait, kept);
        var outcome = await registration.RegisterAsync(form["email"], form["password"], form["name"], form["invite"], cancellationToken);
        if (outcome is RegistrationOutcome.Registered(var user))
        {
            await cookie.SignInAsync(context, user, cancellationToken);
            return To(LocalUrl.Or(form["returnUrl"], "/"));
        }
        return Back(JoinPath, CodeOf(outcome), null, kept);
    }

    private static string CodeOf(RegistrationOutcome outcome) => outcome switch
    {
        RegistrationOutcome.Unusable(var field, _) => "invalid_" + field,
        RegistrationOutcome.Refused(RegistrationRefusal.EmailTaken) => "email_taken",
        RegistrationOutcome.Refused(RegistrationRefusal.InviteInvalid) => "invite_invalid",
        _ => "registration_closed",
    };

    private static async Task<IFormCollection?> ReadAsync(HttpContext context, IAntiforgery antiforgery, CancellationToken cancellationToken) =>
        context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context) ? await context.Request.ReadFormAsync(cancellationToken) : null;

    private static RedirectHttpResult Back(string page, string error, TimeSpan? wait, (string Name, string? Value)[] kept)
    {
        var query = QueryString.Create("error", error);
        if (wait is { } time)
            query = query.Add("wait", Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString("0", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, value) in kept)
        {
            if (!string.IsNullOrEmpty(value))
                query = query.Add(name, value);
        }
        return To(page + query);
    }

    // 302 after a form: browsers come back with GET, as they always have (RFC 9110 15.4.3).
    private static RedirectHttpResult To(string path) => TypedResults.LocalRedirect(path);
}
