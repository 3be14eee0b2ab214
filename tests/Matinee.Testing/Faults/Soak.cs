namespace Matinee.Testing.Faults;

/// <summary>Short counts in <c>./test</c>, full ones in <c>./test --soak</c>.</summary>
public static class Soak
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("MATINEE_TEST_SOAK") == "1";

    public static int Count(int full, int brief) => IsFull ? full : brief;

    /// <summary>How long something may take. Only the soak has the machine for itself; elsewhere it is a minute, which tells a wait from a hang.</summary>
    public static TimeSpan Limit(TimeSpan full) => IsFull || full > TimeSpan.FromMinutes(1) ? full : TimeSpan.FromMinutes(1);
}
