namespace Matinee.Media.Ffmpeg;

/// <summary>A source cannot be read, now or later: it is gone, is another one than before, or may not be read any more.</summary>
public sealed class SourceGoneException(string message) : IOException(message);
