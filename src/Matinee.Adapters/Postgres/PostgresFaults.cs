using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>What an exception of the driver means for the work that met it.</summary>
internal static class PostgresFaults
{
    /// <summary>Others wrote beside it: the same work will do when it begins again.</summary>
    // 23505: two that insert the same key in one moment; the second finds the first's row when it looks again.
    public static bool IsConflict(Exception e) => e is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    /// <summary>The connection is gone, or was never made.</summary>
    public static bool IsLost(Exception e) => e switch
    {
        PostgresException p => p.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.IdleSessionTimeout or "25P03" or PostgresErrorCodes.TooManyConnections || p.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException n => n.InnerException is IOException or SocketException or ObjectDisposedException,
        _ => false,
    };

    /// <summary>A plan that the pool prepared is older than the schema that another node has just migrated.</summary>
    public static bool IsStalePlan(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    /// <summary>NUL, or bytes that are no character of the database's encoding.</summary>
    public static bool IsUnstorable(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
        || e is EncoderFallbackException || e.InnerException is EncoderFallbackException;

    /// <param name="attempt">From 1.</param>
    public static TimeSpan Pause(Exception e, int attempt)
    {
        var longest = IsConflict(e) ? Math.Min(5 << Math.Min(attempt, 6), 200) : Math.Min(50 << Math.Min(attempt, 5), 1000);
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(longest / 2, longest + 1));
    }
}
