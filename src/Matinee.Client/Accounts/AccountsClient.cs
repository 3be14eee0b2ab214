using Matinee.Client.Http;

namespace Matinee.Client.Accounts;

/// <summary>Signing in and out, the own account, sessions and API keys.</summary>
public sealed class AccountsClient
{
    private readonly ApiTransport _transport;

    internal AccountsClient(ApiTransport transport) => _transport = transport;

    /// <summary>Signs in and keeps the tokens in the client's store. The password goes nowhere else.</summary>
    public async Task<IssuedTokens> LoginAsync(string email, string password, CancellationToken cancellationToken)
    {
        await _transport.Credentials.WriteAsync(null, cancellationToken);
        var answer = await _transport.SendAsync(
            HttpMethod.Post, "api/auth/login", new(email, password), AccountsJson.Default.LoginBody, AccountsJson.Default.IssuedTokens, cancellationToken);
        await _transport.Credentials.WriteAsync(answer.ToCredentials(), cancellationToken);
        return answer;
    }

    /// <summary>Makes an account, where the site allows it or with the token of an invitation, and signs in.</summary>
    public async Task<IssuedTokens> RegisterAsync(string email, string password, string name, string? invite, CancellationToken cancellationToken)
    {
        var answer = await _transport.SendAsync(
            HttpMethod.Post, "api/auth/register", new(email, password, name, invite), AccountsJson.Default.RegisterBody, AccountsJson.Default.IssuedTokens, cancellationToken);
        await _transport.Credentials.WriteAsync(answer.ToCredentials(), cancellationToken);
        return answer;
    }

    /// <summary>Ends the session on the server and forgets the credentials, also when the server cannot be asked.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken)
    {
        var current = await _transport.Credentials.ReadAsync(cancellationToken);
        try
        {
            if (current?.RefreshToken is { } token)
                await _transport.SendAsync(HttpMethod.Post, "api/auth/logout", new(token), TransportJson.Default.RefreshBody, cancellationToken);
        }
        finally
        {
            await _transport.Credentials.WriteAsync(null, cancellationToken);
        }
    }

    public Task<Account> MeAsync(CancellationToken cancellationToken) => _transport.GetAsync("api/me", AccountsJson.Default.Account, cancellationToken);

    /// <summary>Every other session ends; API keys stay.</summary>
    public Task ChangePasswordAsync(string currentPassword, string newPassword, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/me/password", new(currentPassword, newPassword), AccountsJson.Default.PasswordBody, cancellationToken);

    public Task<Listing<ApiKey>> ListApiKeysAsync(CancellationToken cancellationToken) =>
        _transport.GetAsync("api/me/api-keys", AccountsJson.Default.ListingApiKey, cancellationToken);

    public Task<NewApiKey> CreateApiKeyAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/me/api-keys", new(name, expiresAt), AccountsJson.Default.ApiKeyBody, AccountsJson.Default.NewApiKey, cancellationToken);

    public Task DeleteApiKeyAsync(string id, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, $"api/me/api-keys/{Uri.EscapeDataString(id)}", cancellationToken);

    public Task<Listing<Session>> ListSessionsAsync(CancellationToken cancellationToken) =>
        _transport.GetAsync("api/me/sessions", AccountsJson.Default.ListingSession, cancellationToken);

    public Task EndSessionAsync(string id, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, $"api/me/sessions/{Uri.EscapeDataString(id)}", cancellationToken);
}
