namespace Matinee.App.Accounts;

/// <summary>Section <c>Accounts</c>.</summary>
public sealed class AccountOptions
{
    public const string Section = "Accounts";

    /// <summary>
    /// Who may make an account: <c>open</c> everyone, <c>invited</c> who has a link from an administrator, <c>closed</c> nobody.
    /// Invited by default: a site on the open internet should not give its disk to strangers, and its people are known by name.
    /// </summary>
    public RegistrationMode Registration { get; set; } = RegistrationMode.Invited;

    /// <summary>The first administrator's email. Read only while there is no account.</summary>
    public string AdminEmail { get; set; } = "admin@localhost";

    /// <summary>The first administrator's password; unset, one is made and printed once.</summary>
    public string? AdminPassword { get; set; }

    /// <summary>An access token's life. Revocation does not wait for it (see <see cref="RevocationDelay"/>).</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A refresh token's life; each use begins it anew.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Two requests of one client often refresh at once. Within this time the same client (address and user agent) that sends
    /// the same refresh token again gets the same successor, unless that one was used already. Anything else closes the session.
    /// </summary>
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A page's session: how long since its last use.</summary>
    public TimeSpan PageSessionLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A guest's token. An evening's film fits; there is no refresh.</summary>
    public TimeSpan GuestLifetime { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long an invitation holds unless it says otherwise.</summary>
    public TimeSpan InviteLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long a node may believe what it knows of a session: a revocation on another node is felt here after it, on its own
    /// node at once. Costs one indexed read per active session and interval.
    /// </summary>
    public TimeSpan RevocationDelay { get; set; } = TimeSpan.FromSeconds(1);

    internal bool AreTimesValid() =>
        AccessTokenLifetime > TimeSpan.Zero && RefreshTokenLifetime > AccessTokenLifetime && RefreshGrace >= TimeSpan.Zero
        && RefreshGrace <= TimeSpan.FromMinutes(1) && PageSessionLifetime > TimeSpan.Zero && GuestLifetime > TimeSpan.Zero
        && InviteLifetime > TimeSpan.Zero && RevocationDelay >= TimeSpan.Zero && RevocationDelay <= TimeSpan.FromMinutes(1);
}

/// <inheritdoc cref="AccountOptions.Registration"/>
public enum RegistrationMode
{
    Open,
    Invited,
    Closed,
}
