using System.Security.Cryptography;

namespace Matinee.Brokers.Logs;

/// <summary>Tags of entries: 60 random bits.</summary>
internal static class LogTag
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public static string New() => RandomNumberGenerator.GetString(Letters, 12);
}
