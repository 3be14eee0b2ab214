namespace Matinee.App.Nodes.Consensus;

/// <summary>This node cannot be in the cluster as it was started. The message says why, and what to do.</summary>
public sealed class ClusterRefusedException(string message, Exception? inner = null) : Exception(message, inner);
