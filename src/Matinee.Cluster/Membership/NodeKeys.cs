namespace Matinee.Cluster.Membership;

/// <summary>Where the nodes stand in the registry: a card that stays until the node is removed, and one that lives with it.</summary>
internal static class NodeKeys
{
    public const string All = "cluster/";
    public const string Members = All + "members/";
    public const string Living = All + "nodes/";

    public static string Member(string id) => Members + id;

    public static string Life(string id) => Living + id;
}
