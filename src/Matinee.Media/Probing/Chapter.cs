namespace Matinee.Media.Probing;

/// <param name="Start">Seconds from the origin of the timeline.</param>
/// <param name="End">Seconds from the origin of the timeline.</param>
public sealed record Chapter(double Start, double End, string? Title);
