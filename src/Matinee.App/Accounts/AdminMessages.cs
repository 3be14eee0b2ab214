using System.Text.Json;

namespace Matinee.App.Accounts;

/// <summary>An account as an administrator sees it.</summary>
internal sealed record UserAnswer(
    UserId Id, string Email, string Name, Role Role, UserState State, bool MustChangePassword, long? QuotaBytes, DateTimeOffset CreatedAt, DateTimeOffset? LastSignedInAt)
{
    public static UserAnswer Of(SiteUser user) =>
        new(user.Id, user.Email, user.Name, user.Role, user.State, user.MustChangePassword, user.QuotaBytes, user.CreatedAt, user.LastSignedInAt);
}

/// <param name="Password">Null: one is made for one use.</param>
internal sealed record NewUserRequest(string? Email, string? Name, string? Password, Role? Role);

/// <param name="OneTimePassword">Null when the request brought one.</param>
internal sealed record NewUserAnswer(UserAnswer User, string? OneTimePassword);

/// <summary>What changes; what is left out stays.</summary>
internal sealed record UserPatchRequest(string? Name, Role? Role, UserState? State)
{
    // A property, because a schema cannot be made of a parameter whose default is an undefined element.
    /// <summary>A number, or null for the site's default; left out, it stays.</summary>
    public JsonElement QuotaBytes { get; init; }
}

internal sealed record PasswordReset(string? Password);

internal sealed record PasswordResetAnswer(string? OneTimePassword);

/// <param name="Uses">1 to 100.</param>
/// <param name="ExpiresInHours">1 to 720.</param>
internal sealed record InviteRequest(Role? Role, string? Email, string? Note, int? Uses, int? ExpiresInHours);

internal sealed record InviteAnswer(InviteId Id, Role Role, string? Email, string Note, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static InviteAnswer Of(Invite invite) => new(invite.Id, invite.Role, invite.Email, invite.Note, invite.UsesLeft, invite.CreatedAt, invite.ExpiresAt);
}

/// <param name="Url">Path with the token; shown this once.</param>
/// <param name="Link">The same as an absolute address.</param>
internal sealed record NewInviteAnswer(InviteId Id, string Url, string Link, DateTimeOffset ExpiresAt);
