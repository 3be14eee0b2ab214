using System.Net.Sockets;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>The database cannot be used as it is; the message says what to do.</summary>
public sealed class PostgresOpenException(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static PostgresOpenException Explain(PostgresAddress address, Exception e) => new(Sentence(address, e), e);

    private static string Sentence(PostgresAddress address, Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
            $"PostgreSQL refuses the password of {address.User} at {address.Host}. Check DATABASE_URL; '/', '@', '?', '#' and '%' in a password are percent-encoded.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } p =>
            $"PostgreSQL does not let {address.User} in ({p.MessageText}). Check the user in DATABASE_URL and pg_hba.conf of the server.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"There is no database {address.Database} at {address.Host}. Make it: createdb --encoding=UTF8 --owner={address.User} {address.Database}",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } p =>
            $"{address.User} may not make tables in {address.Database} ({p.MessageText}). As its owner: GRANT CREATE, USAGE ON SCHEMA public TO {address.User}",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            $"PostgreSQL at {address.Host} has no connection left. Raise max_connections, or lower Database:PoolSize of the nodes.",
        PostgresException p => $"PostgreSQL at {address.Host} answers: {p.MessageText} ({p.SqlState}).",
        NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } =>
            $"The host {address.Host} of DATABASE_URL is not known.",
        NpgsqlException { InnerException: SocketException s } =>
            $"PostgreSQL at {address.Host} cannot be reached: {s.Message}. Is it running, and does it listen on that address?",
        NpgsqlException { InnerException: TimeoutException } =>
            $"PostgreSQL at {address.Host} does not answer. Check the address and the firewall.",
        _ => $"PostgreSQL at {address.Host} cannot be used: {e.Message}",
    };
}
