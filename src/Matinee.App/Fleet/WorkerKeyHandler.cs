using System.Security.Claims;
using System.Text.Encodings.Web;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Fleet;

/// <summary>
/// <c>Authorization: Worker</c> with a worker's key, or with an enrolment token. Neither is an account: it opens what workers
/// call and nothing else. A wrong one costs its address a token of the limit before the catalogue is asked.
/// </summary>
internal sealed class WorkerKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, WorkerStore workers, EnrolmentTokens tokens, RequestLimits limits)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private TimeSpan? _wait;
    private ProblemKind _problem = ProblemKinds.WorkerUnknown;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Schemes.WorkerPrefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        var address = CallerKey.Address(Context);
        _wait = limits.Take(Limit.WorkerKey, address);
        if (_wait is not null)
            return AuthenticateResult.Fail("Too many wrong keys.");
        var secret = header[Schemes.WorkerPrefix.Length..].Trim();
        if (await FindAsync(secret, SecretToken.Hash(secret)) is not { } claim)
            return AuthenticateResult.Fail("The key is not valid.");
        limits.Return(Limit.WorkerKey, address);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([claim], Scheme.Name)), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Schemes.WorkerPrefix.Trim();
        var answer = _wait is { } wait ? TooMany.Result(wait) : Problems.Of(_problem, _problem == ProblemKinds.EnrolmentExpired
            ? "The enrolment token has expired. Make a new one with `matinee workers token`."
            : "This key or token is not known here, or the worker was removed. Make an enrolment token with `matinee workers token` and start the worker with --token.");
        return answer.ExecuteAsync(Context);
    }

    private async Task<Claim?> FindAsync(string secret, string hash)
    {
        if (secret.StartsWith(WorkerCaller.KeyPrefix, StringComparison.Ordinal))
            return await workers.FindByKeyAsync(hash, Context.RequestAborted) is { } worker ? new(WorkerCaller.IdClaim, worker.Id) : null;
        if (!secret.StartsWith(EnrolmentTokens.Prefix, StringComparison.Ordinal))
            return null;
        var state = await tokens.FindAsync(hash, Context.RequestAborted);
        if (state == EnrolmentState.Expired)
            _problem = ProblemKinds.EnrolmentExpired;
        return state == EnrolmentState.Open ? new(WorkerCaller.EnrolmentClaim, WorkerCaller.EnrolmentOpen) : null;
    }
}
