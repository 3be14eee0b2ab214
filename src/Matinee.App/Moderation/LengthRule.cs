using System.Globalization;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>Something must be said, and not a book.</summary>
internal sealed class LengthRule(IOptions<ModerationOptions> options) : IMessageRule
{
    public int Order => 10;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author)
    {
        var text = message.Text.Trim();
        if (text.Length == 0 || text.All(c => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control))
            return message.Refuse("Write something first.");
        return text.Length > options.Value.LongestMessage
            ? message.Refuse($"A message has at most {options.Value.LongestMessage} characters.")
            : message with { Text = text };
    }
}
