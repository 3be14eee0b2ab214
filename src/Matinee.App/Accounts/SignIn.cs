using Matinee.App.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Accounts;

/// <summary>
/// Email and password. Unknown, disabled and mistyped are one answer and take one time. Attempts are counted before the
/// password is looked at and given back when it was right, so that parallel guesses count too; the account's limit counts
/// by email whether or not there is such an account.
/// </summary>
internal sealed class SignIn(UserStore users, Passwords passwords, RequestLimits limits, ILogger<SignIn> log)
{
    public async Task<SignInOutcome> CheckAsync(HttpContext context, string? emailText, string? password, CancellationToken cancellationToken)
    {
        var isEmail = EmailAddress.TryParse(emailText, out var email);
        var address = CallerKey.Address(context);
        var account = email?.Key ?? "(malformed)";
        if (limits.Take(Limit.LoginPerAddress, address) is { } addressWait)
            return new SignInOutcome.Limited(addressWait);
        if (isEmail && limits.Take(Limit.LoginPerAccount, account) is { } accountWait)
            return new SignInOutcome.Limited(accountWait);
        var user = email is null ? null : await users.FindByEmailAsync(email, cancellationToken);
        var verdict = await passwords.VerifyAsync(user is { MaySignIn: true } ? user : null, password ?? "", cancellationToken);
        if (user is null || verdict == PasswordVerdict.Wrong)
        {
            AccountLog.SignInFailed(log, address);
            return new SignInOutcome.Wrong();
        }
        limits.Return(Limit.LoginPerAddress, address);
        limits.Return(Limit.LoginPerAccount, account);
        if (verdict == PasswordVerdict.RightButOldHash)
            await users.SetPasswordAsync(user.Id, await passwords.HashAsync(password ?? "", cancellationToken), user.MustChangePassword, cancellationToken);
        AccountLog.SignedIn(log, user.Id, address);
        return new SignInOutcome.Right(user);
    }
}

internal abstract record SignInOutcome
{
    public sealed record Right(SiteUser User) : SignInOutcome;

    public sealed record Wrong : SignInOutcome;

    public sealed record Limited(TimeSpan Wait) : SignInOutcome;
}
