using System.Collections.Immutable;

namespace Matinee.Media.Ffmpeg;

/// <summary>What this machine can do for a plan, tried and not read from a list.</summary>
/// <param name="FfmpegVersion">Part of every encoder key.</param>
/// <param name="Encoders">Those that work, software first.</param>
/// <param name="Filters">Of zscale, tonemap and libvmaf, those that this ffmpeg has.</param>
/// <param name="Cores">Processors this process may use.</param>
/// <param name="MemoryBytes">Memory this process may use; a container's limit where there is one.</param>
public sealed record EncoderAbilities(
    string FfmpegVersion,
    ImmutableArray<EncoderAbility> Encoders,
    ImmutableArray<string> Filters,
    int Cores,
    long MemoryBytes);
