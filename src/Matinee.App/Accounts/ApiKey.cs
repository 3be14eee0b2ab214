namespace Matinee.App.Accounts;

/// <summary>A key for programs, as its owner sees it: the key itself is shown once, when it is made.</summary>
internal sealed record ApiKey(ApiKeyId Id, string Name, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt);
