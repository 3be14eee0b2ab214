namespace Matinee.Client.Http;

/// <summary>
/// Where a client's credentials live. Read before calls, written after a refresh. Several clients, also in several processes,
/// may share one: a write must be atomic, and a read must give the newest. Methods may be called concurrently.
/// </summary>
public interface ICredentialStore
{
    /// <summary>Null: an anonymous caller.</summary>
    ValueTask<Credentials?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces what is there; null forgets it.</summary>
    ValueTask WriteAsync(Credentials? credentials, CancellationToken cancellationToken);
}

/// <summary>An API key, or an access token with or without the refresh token that renews it.</summary>
public sealed record Credentials
{
    /// <summary>How API keys begin.</summary>
    private const string KeyPrefix = "mk_";

    public string? ApiKey { get; init; }

    public string? AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Of the access token.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From one text such as <c>MATINEE_TOKEN</c>: an API key or an access token.</summary>
    public static Credentials FromToken(string token)
    {
        var trimmed = token.Trim();
        return trimmed.StartsWith(KeyPrefix, StringComparison.Ordinal) ? new() { ApiKey = trimmed } : new() { AccessToken = trimmed };
    }

    // Secrets must not reach a log by way of a record's own text.
    public override string ToString() => ApiKey is not null ? "(API key)" : "(access token)";
}

/// <summary>Credentials kept in memory.</summary>
public sealed class FixedCredentials(Credentials? credentials) : ICredentialStore
{
    private Credentials? _credentials = credentials;

    public ValueTask<Credentials?> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Volatile.Read(ref _credentials));

    public ValueTask WriteAsync(Credentials? credentials, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _credentials, credentials);
        return ValueTask.CompletedTask;
    }
}
