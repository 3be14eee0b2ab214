namespace Matinee.App.Streams.Ingest;

/// <summary>What a publisher says of the bytes it pushes.</summary>
/// <param name="Variant">A name of its choice: 720p, audio-en.</param>
/// <param name="Sequence">Counts the segments of the variant; null with an init segment by itself.</param>
/// <param name="Seconds">How long it lasts; where the bytes say it themselves, it may be left out.</param>
/// <param name="ProgramTime">When its first sample was captured.</param>
/// <param name="Discontinuity">It does not continue the one before.</param>
/// <param name="ArrivedAt">Timestamp of its first byte.</param>
internal sealed record IngestOrder(string Variant, long? Sequence, double? Seconds, DateTimeOffset? ProgramTime, bool Discontinuity, long ArrivedAt);
