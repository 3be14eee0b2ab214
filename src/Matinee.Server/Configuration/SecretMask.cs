using System.Text.RegularExpressions;

namespace Matinee.Server.Configuration;

/// <summary>Takes the password out of an address before it is printed.</summary>
internal static partial class SecretMask
{
    public const string Whole = "********";

    /// <summary>Texts that are no address with a password stay as they are.</summary>
    public static string Of(string text) => QueryPassword().Replace(UserPassword().Replace(text, $"$1{Whole}@"), $"$1{Whole}");

    // Up to the last '@': a password whose '@' is not encoded must not show its second half.
    [GeneratedRegex(@"^([a-zA-Z][\w+.-]*://[^:/?#@]*:).*@")]
    private static partial Regex UserPassword();

    [GeneratedRegex(@"([?&](?:password|sslpassword)=)[^&]*", RegexOptions.IgnoreCase)]
    private static partial Regex QueryPassword();
}
