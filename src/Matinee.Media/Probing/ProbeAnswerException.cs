namespace Matinee.Media.Probing;

/// <summary>ffprobe's answer is not what ffprobe writes.</summary>
public sealed class ProbeAnswerException(string message, Exception? inner = null) : Exception(message, inner);
