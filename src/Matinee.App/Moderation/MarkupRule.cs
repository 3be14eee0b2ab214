using System.Text.RegularExpressions;

namespace Matinee.App.Moderation;

/// <summary>
/// Markup that is only good for an attack. Our own pages show text as text; other clients of the API may not. "a &lt; b" and
/// "&lt;3" pass.
/// </summary>
internal sealed partial class MarkupRule : IMessageRule
{
    public int Order => 10;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author) =>
        Markup().IsMatch(message.Text) ? message.Refuse("Markup is not sent here: write it as plain text.")
        : message.Text.Contains('\0', StringComparison.Ordinal) ? message.Refuse("The message holds a character that cannot be sent.")
        : message;

    [GeneratedRegex(
        @"<\s*/?\s*(?:script|iframe|object|embed|link|meta|style|svg|math|img|video|audio|form|input|button|base|body|html|template|details|marquee|a)\b[^<]*>|<[^>]{0,500}\bon[a-z]{3,20}\s*=|<!--|<!\[CDATA",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();
}
