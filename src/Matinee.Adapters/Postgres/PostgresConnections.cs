using System.Globalization;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>How every connection is set up: its deadlines are the server's too, so that a stopped process holds no lock for long.</summary>
internal static class PostgresConnections
{
    /// <summary>A transaction that says nothing for this long is ended by the server.</summary>
    private static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(10);

    /// <summary>The server ends a statement itself; who hears nothing until then gives the connection up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static NpgsqlConnectionStringBuilder Describe(PostgresAddress address, PostgresSettings settings)
    {
        var values = address.Copy();
        values.ApplicationName ??= "matinee";
        values.MaxPoolSize = settings.PoolSize;
        values.Timeout = Seconds(settings.ConnectTimeout);
        values.CommandTimeout = Seconds(settings.StatementTimeout + Grace);
        values.CancellationTimeout = 500;
        values.NoResetOnClose = true; // no session of ours leaves anything behind
        values.MaxAutoPrepare = 100;
        values.Options = string.Join(' ', values.Options ?? "",
            Setting("statement_timeout", settings.StatementTimeout), Setting("idle_in_transaction_session_timeout", IdleInTransaction)).Trim();
        return values;
    }

    /// <summary>A connection of its own, outside the pool.</summary>
    public static NpgsqlConnection Single(NpgsqlConnectionStringBuilder values, TimeSpan? patience = null)
    {
        var single = new NpgsqlConnectionStringBuilder(values.ConnectionString) { Pooling = false, MaxAutoPrepare = 0 };
        if (patience is { } time)
            single.CommandTimeout = Seconds(time);
        return new NpgsqlConnection(single.ConnectionString);
    }

    private static string Setting(string name, TimeSpan value) =>
        string.Create(CultureInfo.InvariantCulture, $"-c {name}={(long)value.TotalMilliseconds}");

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
