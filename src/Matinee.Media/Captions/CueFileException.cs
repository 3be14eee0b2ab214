namespace Matinee.Media.Captions;

/// <summary>A caption file that cannot be used; the message is for who sent it.</summary>
public sealed class CueFileException(string message) : Exception(message);
