namespace Matinee.App.Accounts;

/// <summary>A sign-in as its owner sees it.</summary>
internal sealed record Session(SessionId Id, SessionKind Kind, string Client, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt);

internal enum SessionKind
{
    /// <summary>A cookie.</summary>
    Page,

    /// <summary>A family of refresh tokens.</summary>
    Api,
}

/// <summary>What a live session or key lets its bearer be. Read from the rows, so a changed role or name is felt at once.</summary>
internal sealed record SessionIdentity(UserId User, string Name, Role Role, SessionId? Session, DateTimeOffset? ExpiresAt);
