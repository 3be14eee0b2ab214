namespace Matinee.Benchmarks.Encode;

/// <summary>One run of one way to encode the source. Times in seconds, size in bytes.</summary>
/// <param name="Renditions">One file a rendition, playable as it is, tallest first.</param>
internal sealed record StrategyRun(double CpuSeconds, double WallSeconds, long Bytes, IReadOnlyList<string> Renditions);
