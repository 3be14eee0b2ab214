namespace Matinee.Media.Ffmpeg;

/// <summary>What a proxy has asked of its origin so far.</summary>
/// <param name="Requests">All of them, the repeated ones too.</param>
/// <param name="Repeated">Those after a break.</param>
/// <param name="Bytes">Received.</param>
public readonly record struct RangeTraffic(long Requests, long Repeated, long Bytes);
