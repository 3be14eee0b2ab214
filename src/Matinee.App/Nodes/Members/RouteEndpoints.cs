using Matinee.App.Http;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Placement;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Nodes.Members;

/// <summary><c>GET /api/route</c>: a hint which node a room or a stream is nearest to. Any other serves it as well.</summary>
internal static class RouteEndpoints
{
    private const int LongestKey = 128;

    private static readonly IPlacement Hash = Placements.Create("consistent-hash", "consistent-hash", TimeProvider.System);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/route", Route).WithTags("Cluster").RequireAuthorization(Policies.Member)
        .WithSummary("The node that a thing, such as room:ID, is placed on: always the same one while the nodes are the same.");

    private static Results<Ok<RouteAnswer>, ProblemHttpResult> Route(string @for, NodeDirectory directory, NodeProbing probing, NodePresence presence)
    {
        if (@for.Length is 0 or > LongestKey)
            return Problems.Of(ProblemKinds.Invalid, $"for is a kind and an id, such as room:ID, of at most {LongestKey} characters.");
        PlaceNode[] nodes = [.. directory.Nodes.Select(node => new PlaceNode(node.Id, StateOf(node, node.Id == presence.Card.Id || probing.IsHealthy(node))))];
        return Hash.Choose(nodes, new PlaceRequest(@for)) is { } chosen
            ? TypedResults.Ok(new RouteAnswer(@for, chosen.Id, directory.Nodes.First(node => node.Id == chosen.Id).Card.Address))
            : Problems.Of(ProblemKinds.Unavailable, "No node takes anything new now.", TimeSpan.FromSeconds(1));
    }

    private static NodeState StateOf(ClusterNode node, bool healthy) => !healthy ? NodeState.Down : node.Card.IsDraining ? NodeState.Draining : NodeState.Up;
}

/// <param name="For">What was asked for.</param>
/// <param name="Address">Of the node, for the other nodes and the balancer.</param>
internal sealed record RouteAnswer(string For, string Node, string Address);
