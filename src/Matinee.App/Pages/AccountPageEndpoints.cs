using System.Globalization;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Pages.Wording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages;

internal static class AccountPageEndpoints
{
    private const int UserRows = 50;

    public static Results<RazorComponentResult, RedirectHttpResult> SignIn(
        string? returnUrl, string? email, string? error, int? wait, HttpContext context, Registrar registration, Words words)
    {
        var target = PageAddress.Local(returnUrl);
        if (context.User.Role() >= Role.Member)
            return TypedResults.LocalRedirect(target);
        return Html.Form<SignInPage>(
            context,
            (nameof(SignInPage.ReturnUrl), target),
            (nameof(SignInPage.Email), email),
            (nameof(SignInPage.Error), SentenceOf(error, wait, words)),
            (nameof(SignInPage.MayJoin), registration.Mode == RegistrationMode.Open));
    }

    public static RazorComponentResult SignOut(HttpContext context) => Html.Form<SignOutPage>(context);

    public static async Task<RazorComponentResult> Join(
        string? invite, string? name, string? email, string? error, int? wait, HttpContext context, Registrar registration, Words words)
    {
        var offer = invite is null ? null : await registration.FindInviteAsync(invite, context.RequestAborted);
        var sentence = SentenceOf(error, wait, words) ?? (invite is not null && offer is null ? words["join.error.invite_invalid"] : null);
        return Html.Form<JoinPage>(
            context,
            (nameof(JoinPage.MayJoin), registration.Mode != RegistrationMode.Closed),
            (nameof(JoinPage.NeedsCode), registration.Mode == RegistrationMode.Invited && offer is null),
            (nameof(JoinPage.Code), offer is null ? null : invite),
            (nameof(JoinPage.Name), name),
            (nameof(JoinPage.Email), email ?? offer?.Email),
            (nameof(JoinPage.Error), sentence));
    }

    public static async Task<Results<RazorComponentResult, RedirectHttpResult>> Account(
        HttpContext context, UserStore users, ApiKeyStore keys, SessionStore sessions)
    {
        var (id, cancellationToken) = (context.User.UserId(), context.RequestAborted);
        if (await users.FindAsync(id, cancellationToken) is not { } user)
            return TypedResults.LocalRedirect("/sign-in");
        var current = context.User.FindSession();
        var view = new AccountView(
            user.Name,
            user.Email,
            [.. (await keys.ListAsync(id, cancellationToken)).Select(key => new KeyRow(key.Id.Value, key.Name, key.Prefix, key.LastUsedAt, key.CreatedAt))],
            [.. (await sessions.ListAsync(id, cancellationToken)).Select(session => new SessionRow(
                session.Id.Value, session.Kind == SessionKind.Page ? "page" : "api", session.Client, session.LastUsedAt, session.Id == current))]);
        return Html.Page<AccountPage>(context, (nameof(AccountPage.View), view));
    }

    public static async Task<RazorComponentResult> Users(string? q, PageCursor? cursor, HttpContext context, UserStore users)
    {
        var search = string.IsNullOrWhiteSpace(q) ? null : q.Trim();
        var found = await users.ListAsync(search, cursor, UserRows + 1, context.RequestAborted);
        var visit = PageVisit.Of(context);
        var next = found.Count > UserRows ? PageAddress.With(visit, ("cursor", new PageCursor("", found[UserRows - 1].Id.Value).ToString())) : null;
        var caller = context.User.UserId();
        var view = new UsersView(
            visit, search,
            [.. found.Take(UserRows).Select(user => new UserRow(user.Id.Value, user.Name, user.Email, user.Role, user.State, user.LastSignedInAt, user.Id == caller))],
            next, cursor is null);
        return Html.Page<UsersPage>(context, (nameof(UsersPage.View), view));
    }

    /// <summary>The forms come back with a code; an unknown one still gets a sentence.</summary>
    internal static string? SentenceOf(string? code, int? wait, Words words) => code switch
    {
        null or "" => null,
        "rate_limited" => words.Format("join.error.rate_limited", ("wait", (wait ?? 60).ToString(CultureInfo.InvariantCulture))),
        _ => words.Find($"join.error.{code}") ?? words["join.error.other"],
    };
}
