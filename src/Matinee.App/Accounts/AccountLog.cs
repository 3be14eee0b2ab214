using Microsoft.Extensions.Logging;

namespace Matinee.App.Accounts;

/// <summary>Event ids 1100 to 1199. Emails, passwords and tokens are never among the values.</summary>
internal static partial class AccountLog
{
    [LoggerMessage(1100, LogLevel.Information, "{User} signed in from {Address}")]
    public static partial void SignedIn(ILogger log, UserId user, string address);

    [LoggerMessage(1101, LogLevel.Warning, "Sign-in from {Address} failed")]
    public static partial void SignInFailed(ILogger log, string address);

    [LoggerMessage(1102, LogLevel.Warning, "Refresh token of session {Session} came a second time from {Address}; the session is closed")]
    public static partial void RefreshReplayed(ILogger log, SessionId session, string address);

    [LoggerMessage(1103, LogLevel.Information, "{User} registered")]
    public static partial void Registered(ILogger log, UserId user);

    [LoggerMessage(1104, LogLevel.Information, "{By} changed account {User}: {What}")]
    public static partial void Changed(ILogger log, UserId by, UserId user, string what);

    [LoggerMessage(1105, LogLevel.Information, "First administrator {User} made")]
    public static partial void FirstAdministrator(ILogger log, UserId user);

    [LoggerMessage(1106, LogLevel.Warning, "Sweep of ended sessions failed; it is tried again")]
    public static partial void SweepFailed(ILogger log, Exception exception);
}
