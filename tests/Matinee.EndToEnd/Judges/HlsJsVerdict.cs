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
    int Frames)
{
    public override string ToString() =>
        $"at {At} of {Duration}, ended {Ended}, began {FirstTime}, stalls {Stalls}, buffered {string.Join(' ', Ranges.Select(r => $"[{r[0]}, {r[1]}]"))}, {Width}x{Height}, {Frames} frames, errors: {string.Join("; ", Errors)}";
}
