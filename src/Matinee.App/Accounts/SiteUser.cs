using System.Text.Json.Serialization;

namespace Matinee.App.Accounts;

/// <summary>An account.</summary>
/// <param name="QuotaBytes">Null: the site's default.</param>
public sealed record SiteUser(
    UserId Id, string Email, string Name, Role Role, UserState State, string PasswordHash, bool MustChangePassword, long? QuotaBytes,
    DateTimeOffset CreatedAt, DateTimeOffset? LastSignedInAt)
{
    public bool MaySignIn => State == UserState.Active;

    public override string ToString() => $"{Id} ({Role}, {State})";
}

[JsonConverter(typeof(UserStateJsonConverter))]
public enum UserState
{
    Active,
    Disabled,

    /// <summary>The row stays, without email and password, so that what its owner left behind still has one.</summary>
    Deleted,
}

internal sealed class UserStateJsonConverter() : JsonStringEnumConverter<UserState>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
