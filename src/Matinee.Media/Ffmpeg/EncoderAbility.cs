namespace Matinee.Media.Ffmpeg;

/// <summary>An encoder that has encoded on this machine.</summary>
/// <param name="Encoder">As ffmpeg names it: libx264, hevc_nvenc.</param>
/// <param name="Codec">What it writes: h264, hevc or av1.</param>
/// <param name="FramesPerSecond">Of a synthetic picture of 640 x 360 with the threads of the whole machine; for comparing workers, not for promises.</param>
/// <param name="Hardware">It runs on a graphics card.</param>
public sealed record EncoderAbility(string Encoder, string Codec, double FramesPerSecond, bool Hardware);
