using Matinee.Client.Accounts;
using Matinee.Client.Http;

namespace Matinee.Client;

/// <summary>
/// A Matinee server, typed. One client serves any number of concurrent calls; it owns nothing but what it was given.
/// Failures are <see cref="MatineeException"/> when the server answered, <see cref="HttpRequestException"/> when it did not.
/// </summary>
public sealed partial class MatineeClient
{
    /// <param name="http">With the server's address as <see cref="HttpClient.BaseAddress"/>. Its <see cref="HttpClient.Timeout"/> bounds each call; uploads and event streams need a long one.</param>
    /// <param name="credentials">Who calls; null for an anonymous caller. Refreshed tokens are written back to it.</param>
    /// <param name="time">For the expiry of tokens; the system's clock unless given.</param>
    public MatineeClient(HttpClient http, ICredentialStore? credentials = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null)
            throw new ArgumentException("Set HttpClient.BaseAddress to the server's address.", nameof(http));
        Transport = new(http, credentials ?? new FixedCredentials(null), time ?? TimeProvider.System);
    }

    /// <summary>Signing in and out, the own account, sessions and API keys.</summary>
    public AccountsClient Accounts => new(Transport);

    /// <summary>Administration of users and invitations.</summary>
    public UsersClient Users => new(Transport);

    internal ApiTransport Transport { get; }
}
