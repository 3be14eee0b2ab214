using Matinee.Client.Http;

namespace Matinee.Client.Accounts;

/// <summary>Administration of users and invitations.</summary>
public sealed class UsersClient
{
    private readonly ApiTransport _transport;

    internal UsersClient(ApiTransport transport) => _transport = transport;

    /// <summary>All users, newest first, fetched page by page.</summary>
    /// <param name="query">A part of the name or email, or null.</param>
    public IAsyncEnumerable<UserAccount> ListAsync(string? query, CancellationToken cancellationToken) =>
        _transport.ListAsync($"api/users?limit=200&q={Uri.EscapeDataString(query ?? "")}", AccountsJson.Default.ListingUserAccount, cancellationToken);

    /// <summary>The user with this id or exactly this email; null when there is none.</summary>
    public async Task<UserAccount?> FindAsync(string idOrEmail, CancellationToken cancellationToken)
    {
        await foreach (var user in ListAsync(idOrEmail.Contains('@', StringComparison.Ordinal) ? idOrEmail : null, cancellationToken))
        {
            if (user.Id == idOrEmail || string.Equals(user.Email, idOrEmail, StringComparison.OrdinalIgnoreCase))
                return user;
        }
        return null;
    }

    /// <param name="name">Null: the part of the email before the @.</param>
    /// <param name="password">Null: one is made for one use.</param>
    /// <param name="role"><c>member</c> (also when null) or <c>admin</c>.</param>
    public Task<NewUser> AddAsync(string email, string? name, string? password, string? role, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/users", new(email, name, password, role), AccountsJson.Default.NewUserBody, AccountsJson.Default.NewUser, cancellationToken);

    public Task<UserAccount> ChangeAsync(string id, UserChange change, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Patch, PathOf(id), change, AccountsJson.Default.UserChange, AccountsJson.Default.UserAccount, cancellationToken);

    /// <summary>Ends all sessions of the user.</summary>
    /// <returns>The password that was made for one use, when <paramref name="password"/> is null.</returns>
    public async Task<string?> ResetPasswordAsync(string id, string? password, CancellationToken cancellationToken) =>
        (await _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/password", new(password), AccountsJson.Default.ResetBody, AccountsJson.Default.ResetAnswer, cancellationToken)).OneTimePassword;

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    public Task<Listing<Invite>> ListInvitesAsync(CancellationToken cancellationToken) =>
        _transport.GetAsync("api/invites", AccountsJson.Default.ListingInvite, cancellationToken);

    public Task<NewInvite> InviteAsync(string? role, string? email, string? note, int? uses, int? expiresInHours, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/invites", new(role, email, note, uses, expiresInHours), AccountsJson.Default.InviteBody, AccountsJson.Default.NewInvite, cancellationToken);

    public Task RevokeInviteAsync(string id, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Delete, $"api/invites/{Uri.EscapeDataString(id)}", cancellationToken);

    private static string PathOf(string id) => $"api/users/{Uri.EscapeDataString(id)}";
}
