namespace Matinee.App.Nodes;

/// <summary>Who this process is among its peers.</summary>
/// <param name="Id">The node's name; the <c>node</c> label of every metric.</param>
/// <param name="StartedAt">When this process began to serve.</param>
/// <param name="DataFolder">Absolute path of the folder that this node alone writes.</param>
public sealed record NodeIdentity(string Id, DateTimeOffset StartedAt, string DataFolder);
