using Microsoft.AspNetCore.Identity;

namespace Matinee.App.Accounts;

/// <summary>
/// PBKDF2 by the framework's hasher. Hashing costs tens of milliseconds of a core on purpose, so at most half of the cores do it
/// at a time: a flood of sign-ins must not stop the films.
/// </summary>
internal sealed class Passwords(IPasswordHasher<SiteUser> hasher) : IDisposable
{
    public const int MinimumLength = 10;

    /// <summary>Beyond, a password is a way to make us hash megabytes.</summary>
    public const int MaximumLength = 256;

    private static readonly SiteUser Nobody = new(default, "", "", Role.Guest, UserState.Deleted, "", false, null, default, null);

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _dummy = new(() => hasher.HashPassword(Nobody, SecretToken.New("")));

    /// <summary>What is wrong with a new password; null when nothing is.</summary>
    public static string? Problem(string? password, EmailAddress email) => password switch
    {
        null or { Length: < MinimumLength } => $"A password has at least {MinimumLength} characters.",
        { Length: > MaximumLength } => $"A password has at most {MaximumLength} characters.",
        _ when password.Equals(email.Text, StringComparison.OrdinalIgnoreCase) => "A password must not be the email.",
        _ when password.AsSpan().Trim(password[0]).IsEmpty => "A password must not be one character repeated.",
        _ => null,
    };

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => hasher.HashPassword(Nobody, password), cancellationToken);

    /// <summary>Takes the same time for a user that does not exist: then a dummy is verified.</summary>
    public Task<PasswordVerdict> VerifyAsync(SiteUser? user, string password, CancellationToken cancellationToken) => InTurnAsync(() =>
    {
        if (password.Length > MaximumLength)
            password = "";
        var stored = user is { PasswordHash.Length: > 0 } ? user.PasswordHash : null;
        var verdict = hasher.VerifyHashedPassword(Nobody, stored ?? _dummy.Value, password);
        return stored is null || verdict == PasswordVerificationResult.Failed ? PasswordVerdict.Wrong
            : verdict == PasswordVerificationResult.SuccessRehashNeeded ? PasswordVerdict.RightButOldHash
            : PasswordVerdict.Right;
    }, cancellationToken);

    public void Dispose() => _turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }
}

internal enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, and to be hashed again with today's cost.</summary>
    RightButOldHash,
}
