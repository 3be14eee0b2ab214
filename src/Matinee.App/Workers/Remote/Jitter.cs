using System.Security.Cryptography;

namespace Matinee.App.Workers.Remote;

/// <summary>Spreads what one outage has brought into step.</summary>
internal static class Jitter
{
    private const int Fineness = 1000;

    /// <returns>Between half of it and all of it.</returns>
    public static TimeSpan Of(TimeSpan pause) => pause * (RandomNumberGenerator.GetInt32(Fineness / 2, Fineness + 1) / (double)Fineness);
}
