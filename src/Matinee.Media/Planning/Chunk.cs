namespace Matinee.Media.Planning;

/// <summary>One piece of work: these frames of every rendition.</summary>
/// <param name="FirstFrame">On the output grid; a multiple of the segment length.</param>
/// <param name="Frames">Exact, in the last chunk too.</param>
/// <param name="FirstSegment">Number of its first segment; 0 in chunk 0.</param>
/// <param name="Segments">How many segments it writes.</param>
/// <param name="Urgent">Somebody waits for the first picture: all cores, before everything else.</param>
public sealed record Chunk(int Index, long FirstFrame, int Frames, long FirstSegment, int Segments, bool Urgent);
