namespace Matinee.Realtime.Brokers;

/// <param name="Milliseconds">Since 1970, with fractions as fine as the reference has them.</param>
/// <param name="Source">Names the reference; another name means another clock, whose samples do not mix with the former one's.</param>
public readonly record struct ReferenceSample(double Milliseconds, string Source);
