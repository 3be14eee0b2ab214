namespace Matinee.Media.Ffmpeg;

/// <summary>One block of <c>-progress</c>. Frames and time never go back within a run.</summary>
/// <param name="Frames">Frames written; 0 for sound.</param>
/// <param name="Time">Timestamp reached on the output.</param>
/// <param name="Speed">Output seconds per second; null until known.</param>
/// <param name="Ended">The last block of the run.</param>
public sealed record EncodeProgress(long Frames, TimeSpan Time, double? Speed, bool Ended);
