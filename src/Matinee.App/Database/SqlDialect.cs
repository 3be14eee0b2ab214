namespace Matinee.App.Database;

/// <summary>The few places where the two databases differ inside a statement. All times are Unix milliseconds, UTC.</summary>
/// <param name="Name"><c>sqlite</c> or <c>postgres</c>; also the infix of dialect-only migrations.</param>
/// <param name="Now">An expression for the database's own clock. Leases are judged by it and by nothing else.</param>
public sealed record SqlDialect(string Name, string Now)
{
    // julianday and not unixepoch('subsec'), which needs SQLite 3.42.
    public static readonly SqlDialect Sqlite = new("sqlite", "CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)");

    public static readonly SqlDialect Postgres = new("postgres", "(extract(epoch from clock_timestamp()) * 1000)::bigint");

    /// <summary>"Is one of", to stand after an expression: <c>id {dialect.In("@ids")}</c>. The parameter is an array.</summary>
    // Dapper spells an array out for SQLite, and hands it to Npgsql as one value.
    public string In(string parameter) => Name == "postgres" ? $"= ANY({parameter})" : $"IN {parameter}";
}
