using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>Too many links or mentions in one message, one letter without end, or the same again and again.</summary>
internal sealed partial class SpamRule(IOptions<ModerationOptions> options, TimeProvider time) : IMessageRule
{
    /// <summary>Who has written last; beyond, all is forgotten: what repeats will repeat again.</summary>
    private const int MostAuthors = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<MessageAuthor, LastSaid> _last = [];

    public int Order => 20;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author)
    {
        var limits = options.Value;
        if (MessageLinks.In(message.Text).Count() > limits.MostLinks)
            return message.Refuse($"A message has at most {limits.MostLinks} links.");
        if (Mention().Count(message.Text) > limits.MostMentions)
            return message.Refuse($"A message names at most {limits.MostMentions} people.");
        if (Drone().IsMatch(message.Text))
            return message.Refuse("The message repeats one character too often.");
        return Repeats(message.Text, author) > limits.MostRepeats ? message.Refuse("You have just said that. Say something new.") : message;
    }

    private int Repeats(string text, MessageAuthor author)
    {
        var key = text.Trim().ToUpperInvariant();
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_last.Count >= MostAuthors)
                _last.Clear();
            var repeats = _last.TryGetValue(author, out var last) && last.Text == key && time.GetElapsedTime(last.At, now) < Window ? last.Repeats + 1 : 1;
            _last[author] = new(key, now, repeats);
            return repeats;
        }
    }

    private sealed record LastSaid(string Text, long At, int Repeats);

    [GeneratedRegex(@"(?<![\w.])@\w")]
    private static partial Regex Mention();

    [GeneratedRegex(@"([^\s.=_*-])\1{59}", RegexOptions.CultureInvariant)]
    private static partial Regex Drone();
}
