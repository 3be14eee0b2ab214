namespace Matinee.Media.Hls;

/// <summary>A text is not a playlist, or a model cannot be written as one. The only exception this folder throws on bad input.</summary>
public sealed class PlaylistException(string message) : Exception(message);
