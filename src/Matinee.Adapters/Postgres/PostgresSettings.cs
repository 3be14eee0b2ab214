namespace Matinee.Adapters.Postgres;

/// <summary>How the database is reached.</summary>
/// <param name="Url"><c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...</c></param>
/// <param name="PoolSize">Connections of this process at most, besides the one that listens.</param>
/// <param name="ConnectTimeout">For a connection to be made, or to become free.</param>
/// <param name="StatementTimeout">For one statement. The server ends it then; a connection that is silent longer is given up.</param>
public sealed record PostgresSettings(string Url, int PoolSize, TimeSpan ConnectTimeout, TimeSpan StatementTimeout)
{
    public static PostgresSettings Of(string url) => new(url, 20, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));

    // The URL holds the password.
    public override string ToString() => PostgresAddress.Parse(Url).ToString();
}
