namespace Matinee.Media.Ffmpeg;

/// <summary>A piece of a source.</summary>
/// <param name="TotalBytes">Of the whole source; the same in every answer.</param>
/// <param name="From">First byte of the content; the one that was asked for.</param>
/// <param name="To">Last byte of the content; one less than <paramref name="From"/> when there is none.</param>
/// <param name="Content">The bytes. Shorter than promised is a broken connection, and is continued.</param>
public sealed record RangeAnswer(long TotalBytes, long From, long To, Stream Content);
