using System.Security.Claims;
using System.Text.Json;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Accounts;

/// <summary><c>/api/users</c>: administration of accounts.</summary>
internal static class UserEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Users").RequireAuthorization(Policies.Admin);
        users.MapGet("", ListAsync);
        users.MapPost("", CreateAsync).WithIdempotencyKey();
        users.MapGet("/{id}", GetAsync);
        users.MapPatch("/{id}", PatchAsync);
        users.MapPost("/{id}/password", ResetPasswordAsync);
        users.MapDelete("/{id}", DeleteAsync);
    }

    private static async Task<Ok<Page<UserAnswer>>> ListAsync(string? q, PageLimit? limit, PageCursor? cursor, UserStore users, CancellationToken cancellationToken)
    {
        var size = PageLimit.Of(limit);
        var found = await users.ListAsync(q, cursor, size.Rows + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(found, size, user => new PageCursor("", user.Id.Value), UserAnswer.Of));
    }

    private static async Task<Results<Ok<UserAnswer>, ProblemHttpResult>> GetAsync(UserId id, UserStore users, CancellationToken cancellationToken) =>
        await users.FindAsync(id, cancellationToken) is { } user ? TypedResults.Ok(UserAnswer.Of(user)) : Refusals.NoSuch("user");

    private static async Task<Results<Created<NewUserAnswer>, ProblemHttpResult>> CreateAsync(
        NewUserRequest request, ClaimsPrincipal caller, UserStore users, Passwords passwords, ILogger<UserStore> log, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(request.Email, out var email))
            return Refusals.Field("email", "Give an email address such as ada@example.org.");
        if (Registrar.CleanName(request.Name ?? email.Text[..email.Text.IndexOf('@', StringComparison.Ordinal)]) is not { } name)
            return Refusals.Field("name", $"Give a name of 1 to {Registrar.MaximumNameLength} characters.");
        if (request.Role == Role.Guest)
            return Refusals.Field("role", "An account is of a member or an admin.");
        var made = request.Password is null ? SecretToken.NewPassword() : null;
        var password = made ?? request.Password ?? "";
        if (Passwords.Problem(password, email) is { } problem)
            return Refusals.Field("password", problem);
        var hash = await passwords.HashAsync(password, cancellationToken);
        if (await users.AddAsync(new(email, name, request.Role ?? Role.Member, hash, MustChangePassword: made is not null), cancellationToken) is not { } user)
            return Refusals.EmailTaken();
        AccountLog.Changed(log, caller.UserId(), user.Id, "made");
        return TypedResults.Created($"/api/users/{user.Id}", new NewUserAnswer(UserAnswer.Of(user), made));
    }

    private static async Task<Results<Ok<UserAnswer>, ProblemHttpResult>> PatchAsync(
        UserId id, UserPatchRequest request, ClaimsPrincipal caller, UserStore users, SessionEnd end, LiveSessions live, CancellationToken cancellationToken)
    {
        if (request.Name is not null && Registrar.CleanName(request.Name) is null)
            return Refusals.Field("name", $"Give a name of 1 to {Registrar.MaximumNameLength} characters.");
        if (request.Role == Role.Guest)
            return Refusals.Field("role", "An account is of a member or an admin.");
        if (request.State == UserState.Deleted)
            return Refusals.Field("state", "Delete the user instead.");
        if (!TryReadQuota(request.QuotaBytes, out var quota))
            return Refusals.Field("quotaBytes", "Give a number of bytes, or null for the site's default.");
        if (await users.FindAsync(id, cancellationToken) is null)
            return Refusals.NoSuch("user");
        var name = request.Name is null ? null : Registrar.CleanName(request.Name);
        if (await users.PatchAsync(id, new(name, request.Role, request.State, quota), cancellationToken) is not { } user)
            return Refusals.LastAdministrator();
        if (!user.MaySignIn)
            await end.AllAsync(id, null, $"disabled by {caller.UserId()}", cancellationToken);
        live.Forget(); // the name and the role are believed too
        return TypedResults.Ok(UserAnswer.Of(user));
    }

    private static async Task<Results<Ok<PasswordResetAnswer>, ProblemHttpResult>> ResetPasswordAsync(
        UserId id, PasswordReset request, UserStore users, Passwords passwords, SessionEnd end, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(id, cancellationToken) is not { } user || !EmailAddress.TryParse(user.Email, out var email))
            return Refusals.NoSuch("user");
        var made = request.Password is null ? SecretToken.NewPassword() : null;
        var password = made ?? request.Password ?? "";
        if (Passwords.Problem(password, email) is { } problem)
            return Refusals.Field("password", problem);
        await users.SetPasswordAsync(id, await passwords.HashAsync(password, cancellationToken), mustChange: true, cancellationToken);
        await end.AllAsync(id, null, "password reset", cancellationToken);
        return TypedResults.Ok(new PasswordResetAnswer(made));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        UserId id, ClaimsPrincipal caller, UserStore users, SessionEnd end, ILogger<UserStore> log, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(id, cancellationToken) is null)
            return Refusals.NoSuch("user");
        if (!await users.DeleteAsync(id, cancellationToken))
            return Refusals.LastAdministrator();
        await end.AllAsync(id, null, "account deleted", cancellationToken);
        AccountLog.Changed(log, caller.UserId(), id, "deleted");
        return TypedResults.NoContent();
    }

    private static bool TryReadQuota(JsonElement value, out Quota? quota)
    {
        quota = null;
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined:
                return true;
            case JsonValueKind.Null:
                quota = new(null);
                return true;
            case JsonValueKind.Number when value.TryGetInt64(out var bytes) && bytes >= 0:
                quota = new(bytes);
                return true;
            default:
                return false;
        }
    }
}
