namespace Matinee.Media.Ladder;

/// <summary>One rung: the size and rate one copy of the video is encoded at.</summary>
/// <param name="Name">The short side and, above 30 frames a second, the rate: 720p, 1080p60. Unique in a ladder; safe in file names.</param>
/// <param name="Width">Even, square pixels, after rotation.</param>
/// <param name="Height">Even, square pixels, after rotation.</param>
/// <param name="FrameRate">The same in every rung, so that all share one frame grid.</param>
/// <param name="Crf">Constant rate factor; quality where the cap does not bind.</param>
/// <param name="MaxRate">Cap in bits a second.</param>
/// <param name="BufferSize">Buffer of the cap in bits.</param>
/// <param name="Profile">Profile as the encoder names it.</param>
public sealed record Rendition(
    string Name,
    int Width,
    int Height,
    Rational FrameRate,
    int Crf,
    int MaxRate,
    int BufferSize,
    string Profile);
