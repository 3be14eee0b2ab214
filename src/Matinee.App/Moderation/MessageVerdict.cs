namespace Matinee.App.Moderation;

/// <summary>What becomes of a text.</summary>
/// <param name="Text">As it may be sent; the same, or with parts replaced.</param>
/// <param name="Refusal">Why it may not be sent; null when it may.</param>
/// <param name="Flagged">It goes out, and who moderates is told.</param>
public sealed record MessageVerdict(string Text, string? Refusal = null, bool Flagged = false)
{
    public bool IsRefused => Refusal is not null;

    public MessageVerdict Refuse(string sentence) => this with { Refusal = sentence };
}
