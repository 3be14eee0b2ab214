namespace Matinee.Media.Probing;

/// <param name="Text">False for pictures (DVD, Blu-ray, DVB), which cannot become WebVTT.</param>
public sealed record SubtitleTrack(int StreamIndex, string Codec, bool Text, string? Language, string? Title, bool Default, bool Forced);
