using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>Words of the site's lists, whole ones only: a listed word inside a longer one is another word.</summary>
internal sealed class WordRule : IMessageRule
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Regex? _blocked;
    private readonly Regex? _replaced;
    private readonly Regex? _flagged;

    public WordRule(IOptions<ModerationOptions> options)
    {
        var lists = options.Value;
        (_blocked, _replaced, _flagged) = (Compile(lists.BlockedWords), Compile(lists.ReplacedWords), Compile(lists.FlaggedWords));
    }

    public int Order => 10;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author)
    {
        if (_blocked?.IsMatch(message.Text) == true)
            return message.Refuse("The message has a word that is not wanted here.");
        return message with
        {
            Flagged = message.Flagged || _flagged?.IsMatch(message.Text) == true,
            Text = _replaced is null ? message.Text : _replaced.Replace(message.Text, "***"),
        };
    }

    // Without backtracking: the text is a stranger's.
    private static Regex? Compile(IEnumerable<string> words)
    {
        var alternatives = words.Where(word => word.Trim().Length > 0).Select(word => Regex.Escape(word.Trim())).ToArray();
        return alternatives.Length == 0 ? null : new Regex(
            $@"\b(?:{string.Join('|', alternatives)})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
    }
}
