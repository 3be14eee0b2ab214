using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>The filters of <c>/api/filters</c>: the lists and numbers of <see cref="ModerationOptions"/>, changed while the program runs.</summary>
internal sealed class FilterSetting(IOptions<ModerationOptions> options, IValidateOptions<ModerationOptions> validator) : ISiteSetting
{
    public const string Key = "filters";
    private const int MostWords = 2000;
    private const int LongestWord = 100;

    public string Name => Key;

    public ModerationOptions Current => options.Value;

    /// <summary>Null, or what is wrong with it.</summary>
    public string? Refuse(ModerationOptions wish)
    {
        foreach (var list in Lists(wish))
        {
            if (list is null || list.Length > MostWords || list.Any(word => string.IsNullOrWhiteSpace(word) || word.Length > LongestWord))
                return $"A list has at most {MostWords} entries of 1 to {LongestWord} characters.";
        }

        var result = validator.Validate(null, wish);
        return result.Failed ? string.Join(' ', result.Failures ?? []) : null;
    }

    public void Apply(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, ModerationJson.Default.ModerationOptions) is { } wish && Refuse(wish) is null)
                Put(wish);
        }
        catch (JsonException)
        {
            // Written by a newer version.
        }
    }

    // Each value is read whole; a message that is judged meanwhile meets some of the old and some of the new.
    private void Put(ModerationOptions wish)
    {
        var current = options.Value;
        (current.LongestMessage, current.MostBytes, current.TruncateAtBytes) = (wish.LongestMessage, wish.MostBytes, wish.TruncateAtBytes);
        (current.BlockedWords, current.ReplacedWords, current.FlaggedWords) = (wish.BlockedWords, wish.ReplacedWords, wish.FlaggedWords);
        (current.BlockedHosts, current.AllowedHosts) = (wish.BlockedHosts, wish.AllowedHosts);
        (current.MostLinks, current.MostMentions, current.MostRepeats) = (wish.MostLinks, wish.MostMentions, wish.MostRepeats);
    }

    private static string[][] Lists(ModerationOptions wish) => [wish.BlockedWords, wish.ReplacedWords, wish.FlaggedWords, wish.BlockedHosts, wish.AllowedHosts];
}
