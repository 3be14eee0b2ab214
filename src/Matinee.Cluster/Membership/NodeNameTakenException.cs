namespace Matinee.Cluster.Membership;

/// <summary>Another living node has this one's name.</summary>
public sealed class NodeNameTakenException(string id, string home)
    : Exception($"Another node named {id} runs in {home}. Give this one a name of its own with --node (NODE_NAME).");
