using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Moderation;

/// <summary>What may be said. Section <c>Moderation</c>.</summary>
public sealed class ModerationOptions
{
    public const string Section = "Moderation";

    /// <summary>Characters of a message.</summary>
    [Range(1, 10_000)]
    public int LongestMessage { get; set; } = 10_000;

    /// <summary>Bytes of a message. Ten thousand characters of most languages fit; of some only a third as many.</summary>
    [Range(256, 60_000)]
    public int MostBytes { get; set; } = 10_240;

    /// <summary>Cut longer messages here, between two characters. Unset: nothing is cut.</summary>
    [Range(16, 60_000)]
    public int? TruncateAtBytes { get; set; }

    /// <summary>A message with one of these words is refused. Whole words, in any case.</summary>
    public string[] BlockedWords { get; set; } = [];

    /// <summary>These become <c>***</c>.</summary>
    public string[] ReplacedWords { get; set; } = [];

    /// <summary>These go out, and those who moderate see a mark.</summary>
    public string[] FlaggedWords { get; set; } = [];

    /// <summary>No links to these hosts and what lies below them.</summary>
    public string[] BlockedHosts { get; set; } = [];

    /// <summary>Links to these only, when there is one.</summary>
    public string[] AllowedHosts { get; set; } = [];

    /// <summary>Links in one message.</summary>
    [Range(0, 1000)]
    public int MostLinks { get; set; } = 3;

    /// <summary>People named in one message.</summary>
    [Range(0, 1000)]
    public int MostMentions { get; set; } = 5;

    /// <summary>The same message of the same person within half a minute.</summary>
    [Range(1, 1000)]
    public int MostRepeats { get; set; } = 3;
}

[OptionsValidator]
internal sealed partial class ModerationOptionsValidator : IValidateOptions<ModerationOptions>;
