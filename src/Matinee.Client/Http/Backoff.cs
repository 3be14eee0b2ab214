using System.Security.Cryptography;

namespace Matinee.Client.Http;

/// <summary>Waits between tries: doubled up to ten seconds, and spread so that those whom one outage cut off do not come back together.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="failures">Before this one, in a row.</param>
    public static TimeSpan After(int failures)
    {
        var doubled = First * Math.Pow(2, Math.Min(failures, 20));
        return (doubled < Longest ? doubled : Longest) * (0.5 + RandomNumberGenerator.GetInt32(1000) / 2000.0);
    }
}
