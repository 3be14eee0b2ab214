namespace Matinee.App.Moderation;

/// <summary>All that a text passes before it is sent, in order; the first refusal ends it.</summary>
public sealed class MessageRules
{
    private readonly IMessageRule[] _rules;

    internal MessageRules(IEnumerable<IMessageRule> rules) => _rules = [.. rules.OrderBy(rule => rule.Order)];

    public MessageVerdict Judge(string text, MessageAuthor author)
    {
        var verdict = new MessageVerdict(text);
        foreach (var rule in _rules)
        {
            verdict = rule.Judge(verdict, author);
            if (verdict.IsRefused)
                return verdict;
        }

        return verdict;
    }
}
