using System.Security.Claims;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Accounts;

/// <summary><c>/api/me</c>: the caller's own account.</summary>
internal static class MeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/api/me").WithTags("Accounts");
        me.MapGet("", GetAsync).RequireAuthorization();
        me.MapPatch("", PatchAsync).RequireAuthorization(Policies.Member);
        me.MapPost("/password", ChangePasswordAsync).RequireAuthorization(Policies.Member);
        me.MapGet("/sessions", ListSessionsAsync).RequireAuthorization(Policies.Member);
        me.MapDelete("/sessions/{id}", EndSessionAsync).RequireAuthorization(Policies.Member);
        me.MapDelete("/sessions", EndOtherSessionsAsync).RequireAuthorization(Policies.Member);
    }

    private static async Task<Results<Ok<CallerAnswer>, ProblemHttpResult>> GetAsync(ClaimsPrincipal user, UserStore users, CancellationToken cancellationToken)
    {
        if (user.Role() == Role.Guest)
            return TypedResults.Ok(new CallerAnswer(user.UserId(), user.DisplayName() ?? "", Role.Guest, null, false, null));
        return await users.FindAsync(user.UserId(), cancellationToken) is { } found ? TypedResults.Ok(CallerAnswer.Of(found)) : Refusals.NoSuch("account");
    }

    private static async Task<Results<Ok<CallerAnswer>, ProblemHttpResult>> PatchAsync(
        MePatch patch, HttpContext context, ClaimsPrincipal user, UserStore users, PasswordGate gate, CancellationToken cancellationToken)
    {
        var name = patch.Name is null ? null : Registrar.CleanName(patch.Name);
        if (patch.Name is not null && name is null)
            return Refusals.Field("name", $"Give a name of 1 to {Registrar.MaximumNameLength} characters.");
        if (patch.Email is not null)
        {
            if (!EmailAddress.TryParse(patch.Email, out var email))
                return Refusals.Field("email", "Give an email address such as ada@example.org.");
            if (await gate.CheckAsync(context, patch.CurrentPassword, cancellationToken) is { } refusal)
                return refusal;
            if (!await users.SetEmailAsync(user.UserId(), email, cancellationToken))
                return Refusals.EmailTaken();
        }
        return await users.PatchAsync(user.UserId(), new(Name: name), cancellationToken) is { } changed
            ? TypedResults.Ok(CallerAnswer.Of(changed))
            : Refusals.NoSuch("account");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        PasswordChange change, HttpContext context, PasswordGate gate, CancellationToken cancellationToken) =>
        await gate.ChangeAsync(context, change, cancellationToken) is { } refusal ? refusal : TypedResults.NoContent();

    private static async Task<Ok<Page<SessionAnswer>>> ListSessionsAsync(ClaimsPrincipal user, SessionStore sessions, CancellationToken cancellationToken)
    {
        var current = user.FindSession();
        var found = await sessions.ListAsync(user.UserId(), cancellationToken);
        return TypedResults.Ok(new Page<SessionAnswer>(
            [.. found.Select(s => new SessionAnswer(s.Id, s.Kind == SessionKind.Page ? "page" : "api", s.Client, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.Id == current))], null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndSessionAsync(SessionId id, ClaimsPrincipal user, SessionEnd end, CancellationToken cancellationToken) =>
        await end.OneAsync(user.UserId(), id, cancellationToken) ? TypedResults.NoContent() : Refusals.NoSuch("session");

    private static async Task<NoContent> EndOtherSessionsAsync(ClaimsPrincipal user, SessionEnd end, CancellationToken cancellationToken)
    {
        await end.AllAsync(user.UserId(), user.FindSession(), "ended by its owner", cancellationToken);
        return TypedResults.NoContent();
    }
}
