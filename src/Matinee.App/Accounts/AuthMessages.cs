namespace Matinee.App.Accounts;

internal sealed record LoginRequest(string? Email, string? Password);

internal sealed record RegisterRequest(string? Email, string? Password, string? Name, string? Invite);

internal sealed record RefreshRequest(string? RefreshToken);

internal sealed record GuestRequest(string? Name);

/// <param name="RefreshToken">Null for guests: their token ends with the evening.</param>
/// <param name="ExpiresAt">Of the access token.</param>
internal sealed record SignedInAnswer(string AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt, CallerAnswer User);

/// <summary>The user as it sees itself.</summary>
internal sealed record CallerAnswer(UserId Id, string Name, Role Role, string? Email, bool MustChangePassword, long? QuotaBytes)
{
    public static CallerAnswer Of(SiteUser user) => new(user.Id, user.Name, user.Role, user.Email, user.MustChangePassword, user.QuotaBytes);
}

/// <param name="CurrentPassword">Needed to change the email.</param>
internal sealed record MePatch(string? Name, string? Email, string? CurrentPassword);

internal sealed record PasswordChange(string? CurrentPassword, string? NewPassword);

internal sealed record ApiKeyRequest(string? Name, DateTimeOffset? ExpiresAt);

internal sealed record ApiKeyAnswer(ApiKeyId Id, string Name, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt)
{
    public static ApiKeyAnswer Of(ApiKey key) => new(key.Id, key.Name, key.Prefix, key.CreatedAt, key.LastUsedAt, key.ExpiresAt);
}

/// <param name="Key">Shown this once.</param>
internal sealed record NewApiKeyAnswer(ApiKeyId Id, string Name, string Prefix, string Key, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <param name="Kind"><c>page</c> or <c>api</c>.</param>
/// <param name="Current">The one that asks.</param>
internal sealed record SessionAnswer(SessionId Id, string Kind, string Client, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);
