using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.App.Accounts;

/// <summary>Random secrets that clients carry. Only their hash is stored; 256 random bits need no salt and no slow hash.</summary>
internal static class SecretToken
{
    private const int MaximumLength = 128;

    // Without look-alikes: these are read from a terminal and typed.
    private const string Typed = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <param name="prefix">Tells a human, and secret scanners, what the text is.</param>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Length <= MaximumLength ? token : "")));

    /// <summary>A password for one use, about 80 bits, in groups.</summary>
    public static string NewPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Typed, 4)));
}
