namespace Matinee.Media.Ffmpeg;

/// <summary>ffmpeg or ffprobe is not on this machine, or does not start; the message says what to install.</summary>
public sealed class FfmpegMissingException(string message) : Exception(message);
