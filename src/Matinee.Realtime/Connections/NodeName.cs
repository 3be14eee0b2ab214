namespace Matinee.Realtime.Connections;

/// <summary>What this node is called among the others.</summary>
public sealed record NodeName(string Value);
