using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>Where links may lead. Protocols that run something are never sent on.</summary>
internal sealed partial class LinkRule(IOptions<ModerationOptions> options) : IMessageRule
{
    private static readonly string[] Protocols = ["http", "https"];

    public int Order => 10;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author)
    {
        if (Running().IsMatch(message.Text))
            return message.Refuse("Links begin with http:// or https:// here.");
        var lists = options.Value;
        foreach (var (protocol, host) in MessageLinks.In(message.Text))
        {
            if (!Protocols.Contains(protocol))
                return message.Refuse("Links begin with http:// or https:// here.");
            if (lists.BlockedHosts.Any(domain => MessageLinks.IsUnder(host, domain)))
                return message.Refuse("Links to this site are not wanted here.");
            if (lists.AllowedHosts.Length > 0 && !lists.AllowedHosts.Any(domain => MessageLinks.IsUnder(host, domain)))
                return message.Refuse("Links to other sites are not wanted here.");
        }

        return message;
    }

    // No slashes needed for these to run. "data: see below" is no link: something must follow at once.
    [GeneratedRegex(@"\b(?:javascript|vbscript)\s*:\s*\S|\bdata:[a-z]+/[a-z]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Running();
}
