namespace Matinee.Media.Cmaf;

/// <summary>Bytes [Offset, Offset + Length) of a segment.</summary>
public readonly record struct ByteRange(long Offset, long Length);
