using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Accounts;

/// <summary><c>/api/auth</c>: tokens for programs. Pages have forms and a cookie (<see cref="AccountForms"/>).</summary>
internal static class AuthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/auth").WithTags("Accounts");
        auth.MapPost("/register", RegisterAsync).WithLimit(Limit.Registration);
        auth.MapPost("/login", LoginAsync);
        auth.MapPost("/refresh", RefreshAsync);
        auth.MapPost("/logout", LogoutAsync);
        auth.MapPost("/guest", Guest).WithLimit(Limit.Registration);
    }

    private static async Task<Results<Created<SignedInAnswer>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, HttpContext context, Registrar registration, TokenDesk desk, ILogger<Registrar> log, CancellationToken cancellationToken)
    {
        var outcome = await registration.RegisterAsync(request.Email, request.Password, request.Name, request.Invite, cancellationToken);
        if (outcome is not RegistrationOutcome.Registered(var user))
            return Refusals.Of(outcome);
        AccountLog.Registered(log, user.Id);
        return TypedResults.Created("/api/me", await desk.StartAsync(context, user, cancellationToken));
    }

    private static async Task<Results<Ok<SignedInAnswer>, ProblemHttpResult>> LoginAsync(
        LoginRequest request, HttpContext context, SignIn signIn, TokenDesk desk, CancellationToken cancellationToken) =>
        await signIn.CheckAsync(context, request.Email, request.Password, cancellationToken) switch
        {
            SignInOutcome.Right(var user) => TypedResults.Ok(await desk.StartAsync(context, user, cancellationToken)),
            SignInOutcome.Limited(var wait) => TooMany.Result(wait),
            _ => Refusals.WrongCredentials(),
        };

    private static async Task<Results<Ok<SignedInAnswer>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, HttpContext context, RefreshTokens tokens, TokenDesk desk, LiveSessions live, ILogger<RefreshTokens> log, CancellationToken cancellationToken)
    {
        switch (await tokens.RotateAsync(request.RefreshToken ?? "", ClientOf(context), cancellationToken))
        {
            case RefreshOutcome.Rotated(var session, var token) when await desk.ContinueAsync(session, token, cancellationToken) is { } answer:
                return TypedResults.Ok(answer);
            case RefreshOutcome.Replayed(var session):
                live.Forget();
                AccountLog.RefreshReplayed(log, session, CallerKey.Address(context));
                return Problems.Of(ProblemKinds.TokenReused, "Somebody else may hold this token. Sign in again.");
            default:
                return Problems.Of(ProblemKinds.Unauthenticated, "The refresh token is unknown, expired or signed out. Sign in again.");
        }
    }

    private static async Task<NoContent> LogoutAsync(
        HttpContext context, ClaimsPrincipal user, SessionEnd end, RefreshTokens tokens, CancellationToken cancellationToken)
    {
        var request = context.Request.HasJsonContentType()
            ? await context.Request.ReadFromJsonAsync(AccountJson.Default.RefreshRequest, cancellationToken)
            : null;
        if (request?.RefreshToken is { } token)
            await tokens.RevokeAsync(token, cancellationToken);
        await end.OfAsync(user, cancellationToken);
        if (user.Identity?.AuthenticationType == Schemes.Cookie)
            await context.SignOutAsync(Schemes.Cookie);
        return TypedResults.NoContent();
    }

    private static Results<Ok<SignedInAnswer>, ProblemHttpResult> Guest(GuestRequest request, TokenDesk desk, TimeProvider time)
    {
        if (Registrar.CleanName(request.Name) is not { } name)
            return Refusals.Field("name", $"Give a name of 1 to {Registrar.MaximumNameLength} characters.");
        return TypedResults.Ok(desk.Guest(EntityIds.New<UserId>(time), name));
    }

    // Both together: an address alone is shared by a household, a user agent by everyone.
    private static string ClientOf(HttpContext context) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{CallerKey.Address(context)}\n{context.Request.Headers.UserAgent}")));
}
