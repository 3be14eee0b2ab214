namespace Matinee.Media.Probing;

/// <param name="StreamIndex">Index of the stream in the file.</param>
/// <param name="Language">BCP 47 or ISO 639 code as the file has it; null for none and for "und".</param>
/// <param name="Start">Seconds in the container's timestamps; null when unknown.</param>
/// <param name="Duration">Seconds; null when unknown.</param>
public sealed record AudioTrack(
    int StreamIndex,
    string Codec,
    int Channels,
    int SampleRate,
    string? Language,
    string? Title,
    bool Default,
    double? Start,
    double? Duration);
