using System.Text.Encodings.Web;
using Matinee.App.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary><c>Authorization: Bearer</c> with one of our access tokens.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, AccessTokens tokens, LiveSessions live)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Prefix = "Bearer ";

    private bool _expired;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (tokens.Read(header[Prefix.Length..].Trim(), out _expired) is not { } claimed)
            return AuthenticateResult.Fail("The access token is not valid.");
        var identity = claimed.Session is { } session
            ? await live.FindAsync(session, Context.RequestAborted)
            : await live.FindGuestAsync(claimed, Context.RequestAborted);
        return identity is not null && identity.User == claimed.User
            ? AuthenticateResult.Success(new(Principals.Of(identity, Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("The session has ended.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = _expired ? "Bearer error=\"invalid_token\"" : "Bearer";
        return _expired
            ? Problems.Of(ProblemKinds.TokenExpired, "Get a new access token with the refresh token.").ExecuteAsync(Context)
            : base.HandleChallengeAsync(properties);
    }
}
