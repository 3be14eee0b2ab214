using Matinee.Client.Http;

namespace Matinee.Client.Accounts;

/// <summary>The caller's own account.</summary>
/// <param name="Role"><c>guest</c>, <c>member</c> or <c>admin</c>.</param>
/// <param name="QuotaBytes">Null: the site's default.</param>
public sealed record Account(string Id, string Name, string Role, string? Email, bool MustChangePassword, long? QuotaBytes);

/// <summary>Fresh tokens.</summary>
/// <param name="ExpiresAt">Of the access token.</param>
public sealed record IssuedTokens(string AccessToken, string? RefreshToken, DateTimeOffset ExpiresAt, Account User)
{
    public Credentials ToCredentials() => new() { AccessToken = AccessToken, RefreshToken = RefreshToken, ExpiresAt = ExpiresAt };

    public override string ToString() => $"(signed in as {User.Id})";
}

/// <param name="Prefix">How the key begins; the rest is known to its owner alone.</param>
public sealed record ApiKey(string Id, string Name, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt);

/// <param name="Key">Shown this once.</param>
public sealed record NewApiKey(string Id, string Name, string Prefix, string Key, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public override string ToString() => $"{Id} ({Prefix}…)";
}

/// <param name="Kind"><c>page</c> or <c>api</c>.</param>
public sealed record Session(string Id, string Kind, string Client, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);

/// <summary>An account as an administrator sees it.</summary>
/// <param name="State"><c>active</c> or <c>disabled</c>.</param>
public sealed record UserAccount(
    string Id, string Email, string Name, string Role, string State, bool MustChangePassword, long? QuotaBytes, DateTimeOffset CreatedAt, DateTimeOffset? LastSignedInAt);

/// <param name="OneTimePassword">Null when the caller chose the password.</param>
public sealed record NewUser(UserAccount User, string? OneTimePassword)
{
    public override string ToString() => User.ToString();
}

/// <summary>What changes; null leaves a value as it is.</summary>
public sealed record UserChange
{
    public string? Name { get; init; }

    /// <summary><c>member</c> or <c>admin</c>.</summary>
    public string? Role { get; init; }

    /// <summary><c>active</c> or <c>disabled</c>.</summary>
    public string? State { get; init; }

    public long? QuotaBytes { get; init; }
}

public sealed record Invite(string Id, string Role, string? Email, string Note, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <param name="Link">To be sent to who is invited; shown this once.</param>
public sealed record NewInvite(string Id, string Url, string Link, DateTimeOffset ExpiresAt);
