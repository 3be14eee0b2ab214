namespace Matinee.Media.Cmaf;

/// <summary>The bytes are not a box structure that Matinee reads. The only exception this folder throws on bad input.</summary>
public sealed class CmafException(string message) : Exception(message);
