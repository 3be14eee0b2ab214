namespace Matinee.Media.Ffmpeg;

public enum FfmpegProgram
{
    Ffmpeg,
    Ffprobe,
}
