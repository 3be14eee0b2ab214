namespace Matinee.Processes;

/// <summary>The kernel refused to start a program; the message names it and the reason.</summary>
public sealed class ChildStartException(string message) : Exception(message);
