using System.Text.RegularExpressions;

namespace Matinee.App.Moderation;

/// <summary>Addresses in a text.</summary>
internal static partial class MessageLinks
{
    /// <summary>With a protocol, as they are written; the protocol in lower case and the host, empty where there is none.</summary>
    public static IEnumerable<(string Protocol, string Host)> In(string text)
    {
        foreach (Match match in Link().Matches(text))
        {
            var protocol = match.Groups[1].Value.ToLowerInvariant();
            yield return (protocol, Uri.TryCreate(match.Value, UriKind.Absolute, out var uri) ? uri.IdnHost.ToLowerInvariant() : "");
        }
    }

    /// <summary>The host itself, or one below it.</summary>
    public static bool IsUnder(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\b([a-z][a-z0-9+.-]{1,20})://[^\s<>""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
