namespace Matinee.Media.Ffmpeg;

/// <summary>
/// A source was not to be read to its end, so whatever ffmpeg made of it is void: it takes a broken connection for the end of a
/// film and says nothing. The video is not at fault; the task can be done again.
/// </summary>
public sealed class SourceReadException(string message, Exception? cause = null) : IOException(message, cause);
