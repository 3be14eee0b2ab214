namespace Matinee.App.Accounts;

/// <summary>The stored words of the enumerations.</summary>
internal static class AccountTexts
{
    public static string ToText(this Role role) => role switch
    {
        Role.Admin => "admin",
        Role.Member => "member",
        _ => "guest",
    };

    public static string ToText(this UserState state) => state switch
    {
        UserState.Active => "active",
        UserState.Disabled => "disabled",
        _ => "deleted",
    };

    public static Role RoleOf(string text) => text switch
    {
        "admin" => Role.Admin,
        "member" => Role.Member,
        _ => Role.Guest,
    };

    public static UserState StateOf(string text) => text switch
    {
        "active" => UserState.Active,
        "disabled" => UserState.Disabled,
        _ => UserState.Deleted,
    };
}
