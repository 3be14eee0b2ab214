using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary><c>X-API-Key</c>.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, LiveSessions live)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Header = "X-API-Key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = Request.Headers[Header].ToString();
        if (key.Length == 0)
            return AuthenticateResult.NoResult();
        var hash = SecretToken.Hash(key);
        return key.StartsWith(ApiKeyStore.Prefix, StringComparison.Ordinal) && await live.FindByApiKeyAsync(hash, Context.RequestAborted) is { } identity
            ? AuthenticateResult.Success(new(Principals.Of(identity, Scheme.Name, hash), Scheme.Name))
            : AuthenticateResult.Fail("The API key is not valid.");
    }
}
