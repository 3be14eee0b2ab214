namespace Matinee.Media.Probing;

/// <summary>ffmpeg's names of the colour description; null where the file does not say.</summary>
public sealed record VideoColour(string? Range, string? Matrix, string? Transfer, string? Primaries)
{
    public static VideoColour Unknown { get; } = new(null, null, null, null);
}
