using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>Makes the account that a new installation begins with. The host calls it once before it serves.</summary>
public sealed class FirstAdministrator
{
    private readonly UserStore _users;
    private readonly Passwords _passwords;
    private readonly AccountOptions _options;
    private readonly ILogger<FirstAdministrator> _log;

    internal FirstAdministrator(UserStore users, Passwords passwords, IOptions<AccountOptions> options, ILogger<FirstAdministrator> log) =>
        (_users, _passwords, _options, _log) = (users, passwords, options.Value, log);

    /// <summary>Null when there are accounts already. Safe to call from several nodes at once: one makes it.</summary>
    /// <exception cref="InvalidOperationException">The configured email or password cannot be used.</exception>
    public async Task<NewAdministrator?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await _users.AnyAsync(cancellationToken))
            return null;
        if (!EmailAddress.TryParse(_options.AdminEmail, out var email))
            throw new InvalidOperationException("Accounts:AdminEmail (MATINEE_ADMIN_EMAIL) is not an email address.");
        var made = string.IsNullOrEmpty(_options.AdminPassword) ? SecretToken.NewPassword() : null;
        var password = made ?? _options.AdminPassword ?? "";
        if (Passwords.Problem(password, email) is { } problem)
            throw new InvalidOperationException($"Accounts:AdminPassword (MATINEE_ADMIN_PASSWORD) cannot be used. {problem}");
        var hash = await _passwords.HashAsync(password, cancellationToken);
        var name = email.Text[..email.Text.IndexOf('@', StringComparison.Ordinal)];
        if (await _users.AddFirstAsync(new(email, name, Role.Admin, hash, MustChangePassword: made is not null), cancellationToken) is not { } user)
            return null;
        AccountLog.FirstAdministrator(_log, user.Id);
        return new(email.Text, made);
    }
}

/// <summary>The account that was just made.</summary>
/// <param name="OneTimePassword">To be printed once and kept nowhere; null when the password was configured.</param>
public sealed record NewAdministrator(string Email, string? OneTimePassword)
{
    public override string ToString() => Email;
}
