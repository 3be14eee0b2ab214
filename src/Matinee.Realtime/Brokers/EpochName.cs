using System.Security.Cryptography;

namespace Matinee.Realtime.Brokers;

/// <summary>Names of epochs that were never used before.</summary>
public static class EpochName
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>12 characters of 5 random bits.</summary>
    public static string New() => RandomNumberGenerator.GetString(Letters, 12);
}
