using Matinee.App.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Accounts;

/// <summary>Asks a signed-in caller for the password again: who found an open laptop must not take the account over.</summary>
internal sealed class PasswordGate(SignIn signIn, UserStore users, Passwords passwords, SessionEnd end)
{
    /// <summary>Null when the password is the caller's.</summary>
    public async Task<ProblemHttpResult?> CheckAsync(HttpContext context, string? password, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(context.User.UserId(), cancellationToken) is not { } user)
            return Refusals.NoSuch("account");
        return await signIn.CheckAsync(context, user.Email, password, cancellationToken) switch
        {
            SignInOutcome.Right => null,
            SignInOutcome.Limited(var wait) => TooMany.Result(wait),
            _ => Refusals.Field("currentPassword", "This is not your current password."),
        };
    }

    /// <summary>Null when changed; then every other session of the account has ended. API keys stay.</summary>
    public async Task<ProblemHttpResult?> ChangeAsync(HttpContext context, PasswordChange change, CancellationToken cancellationToken)
    {
        var id = context.User.UserId();
        if (await users.FindAsync(id, cancellationToken) is not { } user || !EmailAddress.TryParse(user.Email, out var email))
            return Refusals.NoSuch("account");
        if (Passwords.Problem(change.NewPassword, email) is { } problem)
            return Refusals.Field("newPassword", problem);
        if (await CheckAsync(context, change.CurrentPassword, cancellationToken) is { } refusal)
            return refusal;
        await users.SetPasswordAsync(id, await passwords.HashAsync(change.NewPassword ?? "", cancellationToken), mustChange: false, cancellationToken);
        await end.AllAsync(id, context.User.FindSession(), "password changed", cancellationToken);
        return null;
    }
}
