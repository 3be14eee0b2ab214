using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Fleet;

/// <summary>What lets new workers in: made by an administrator, good for any number of them until it expires.</summary>
internal sealed class EnrolmentTokens(ICatalogueDatabase database, IOptions<FleetOptions> options)
{
    public const string Prefix = "mwe_";

    private readonly string _now = database.Dialect.Now;

    public Task<(string Token, DateTimeOffset ExpiresAt)> CreateAsync(UserId by, CancellationToken cancellationToken)
    {
        var token = SecretToken.New(Prefix);
        return database.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"DELETE FROM worker_tokens WHERE expires_at < {_now}", null, transaction, cancellationToken: cancellationToken));
            var expires = await connection.QuerySingleAsync<long>(new CommandDefinition($"""
                INSERT INTO worker_tokens (hash, created_by, created_at, expires_at) VALUES (@hash, @by, {_now}, {_now} + @lifetime)
                RETURNING expires_at
                """, new { hash = SecretToken.Hash(token), by = by.Value, lifetime = (long)options.Value.TokenLifetime.TotalMilliseconds },
                transaction, cancellationToken: cancellationToken));
            return (token, DateTimeOffset.FromUnixTimeMilliseconds(expires));
        }, cancellationToken);
    }

    public Task<EnrolmentState> FindAsync(string hash, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            $"SELECT expires_at - {_now} FROM worker_tokens WHERE hash = @hash", new { hash }, cancellationToken: cancellationToken)) switch
        {
            null => EnrolmentState.Unknown,
            <= 0 => EnrolmentState.Expired,
            _ => EnrolmentState.Open,
        }, cancellationToken);
}

internal enum EnrolmentState
{
    Unknown,
    Expired,
    Open,
}
