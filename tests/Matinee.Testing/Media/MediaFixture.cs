using System.Collections.Immutable;

namespace Matinee.Testing.Media;

/// <summary>A small source that ffmpeg makes once a machine, and what is known of it.</summary>
/// <param name="Name">Also its file name in the cache.</param>
/// <param name="Extension">Without the dot.</param>
/// <param name="Steps">
/// ffmpeg runs in order, one line each, split at spaces. <c>{out}</c> is the file, <c>{1}</c>, <c>{2}</c>, ... are files in between.
/// </param>
/// <param name="Seconds">Length of the picture (of the sound where there is none).</param>
/// <param name="FrameRate">What its plan must choose; "25/1" for sound alone.</param>
/// <param name="Width">Of the top rung; 0 for sound alone.</param>
/// <param name="Height">Of the top rung; 0 for sound alone.</param>
/// <param name="AudioTracks">How many tracks its plan keeps.</param>
public sealed record MediaFixture(
    string Name,
    string Extension,
    ImmutableArray<string> Steps,
    double Seconds,
    string FrameRate,
    int Width,
    int Height,
    int AudioTracks)
{
    public string FileName => $"{Name}.{Extension}";

    public override string ToString() => Name;
}
