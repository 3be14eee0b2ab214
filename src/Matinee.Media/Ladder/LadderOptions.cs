namespace Matinee.Media.Ladder;

/// <summary>How the ladder is built from a source.</summary>
public sealed class LadderOptions
{
    /// <summary>Tallest rung by its short side. 2160 keeps a 4K source at 4K.</summary>
    public int TallestRung { get; set; } = 2160;

    /// <summary>Constant rate factor of every rung, on the scale of the codec's encoder; null for the codec's usual one.</summary>
    public int? Crf { get; set; }

    /// <summary>Highest cap of any rung in bits a second; null for what the table says.</summary>
    public int? HighestRate { get; set; }

    /// <summary>Fastest frame rate. Above 60 no browser gains, and the cost doubles.</summary>
    public int FastestFrameRate { get; set; } = 60;
}
