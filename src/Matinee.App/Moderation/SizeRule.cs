using System.Text;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>Bytes on the wire. Where cutting is on, what is too long is cut between two characters, never inside one.</summary>
internal sealed class SizeRule(IOptions<ModerationOptions> options) : IMessageRule
{
    public int Order => 30;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author)
    {
        var bytes = Encoding.UTF8.GetByteCount(message.Text);
        if (bytes > options.Value.MostBytes)
            return message.Refuse($"A message has at most {options.Value.MostBytes} bytes.");
        return options.Value.TruncateAtBytes is { } most && bytes > most ? message with { Text = Cut(message.Text, most) } : message;
    }

    internal static string Cut(string text, int bytes)
    {
        var kept = 0;
        var end = 0;
        var elements = System.Globalization.StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            kept += Encoding.UTF8.GetByteCount(element);
            if (kept > bytes)
                break;
            end = elements.ElementIndex + element.Length;
        }

        return text[..end];
    }
}
