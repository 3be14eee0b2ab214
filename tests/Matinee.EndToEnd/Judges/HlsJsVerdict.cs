namespace Matinee.EndToEnd.Judges;

/// <summary>What hls.js and the video element say after playing. Times in seconds.</summary>
internal sealed record HlsJsVerdict(
    IReadOnlyList<string> Errors,
    int Stalls,
    double FirstTime,
    int AudioTracks,
    int SubtitleTracks,
    bool Ended,
    double At,
    double? Duration,
    IReadOnlyList<double[]> Ranges,
    int Width,
    int Height,
    int Frames);
