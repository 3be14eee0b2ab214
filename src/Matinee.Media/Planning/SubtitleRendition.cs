namespace Matinee.Media.Planning;

/// <summary>One text track of the output, as WebVTT.</summary>
/// <param name="Index">0, 1, ... in the output; its variant is named <c>sub{Index}</c>.</param>
/// <param name="StreamIndex">Index of the stream in the source.</param>
public sealed record SubtitleRendition(int Index, int StreamIndex, string? Language, string Name, bool Default, bool Forced);
