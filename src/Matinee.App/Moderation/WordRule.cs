using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>Words of the site's lists, whole ones only: a listed word inside a longer one is another word.</summary>
internal sealed class WordRule : IMessageRule
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly IOptions<ModerationOptions> _options;
    private volatile CompiledLists _lists;

    public WordRule(IOptions<ModerationOptions> options)
    {
        _options = options;
        _lists = CompiledLists.Of(options.Value);
    }

    public int Order => 10;

    public MessageVerdict Judge(MessageVerdict message, MessageAuthor author)
    {
        var lists = _lists;
        if (!lists.IsOf(_options.Value))
            _lists = lists = CompiledLists.Of(_options.Value);
        if (lists.Blocked?.IsMatch(message.Text) == true)
            return message.Refuse("The message has a word that is not wanted here.");
        return message with
        {
            Flagged = message.Flagged || lists.Flagged?.IsMatch(message.Text) == true,
            Text = lists.Replaced is null ? message.Text : lists.Replaced.Replace(message.Text, "***"),
        };
    }

    // Without backtracking: the text is a stranger's.
    private static Regex? Compile(IEnumerable<string> words)
    {
        var alternatives = words.Where(word => word.Trim().Length > 0).Select(word => Regex.Escape(word.Trim())).ToArray();
        return alternatives.Length == 0 ? null : new Regex(
            $@"\b(?:{string.Join('|', alternatives)})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Patience);
    }

    private sealed record CompiledLists(string[] BlockedWords, string[] ReplacedWords, string[] FlaggedWords, Regex? Blocked, Regex? Replaced, Regex? Flagged)
    {
        public static CompiledLists Of(ModerationOptions lists) => new(
            lists.BlockedWords, lists.ReplacedWords, lists.FlaggedWords, Compile(lists.BlockedWords), Compile(lists.ReplacedWords), Compile(lists.FlaggedWords));

        // The lists are replaced, never changed.
        public bool IsOf(ModerationOptions lists) =>
            ReferenceEquals(BlockedWords, lists.BlockedWords) && ReferenceEquals(ReplacedWords, lists.ReplacedWords) && ReferenceEquals(FlaggedWords, lists.FlaggedWords);
    }
}
