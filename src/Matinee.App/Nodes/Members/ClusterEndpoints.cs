using Matinee.App.Http;
using Matinee.App.Nodes.Consensus;
using Matinee.App.Nodes.Forwarding;
using Matinee.Cluster.Etcd;
using Matinee.Cluster.Leadership;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Members;

/// <summary><c>/api/cluster</c>: how it is, who comes and goes, and who leads.</summary>
internal static class ClusterEndpoints
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var cluster = routes.MapGroup("/api/cluster").WithTags("Cluster");
        cluster.MapGet("", async (ClusterBoard board, CancellationToken cancellationToken) => TypedResults.Ok(await board.ReadAsync(cancellationToken)))
            .RequireAuthorization(Policies.Admin).WithSummary("The cluster as this node sees it: who leads, who belongs, and the last elections.");
        cluster.MapPost("/members", AdmitAsync).AllowAnonymous()
            .WithSummary("Lets a node into the consensus. Nodes ask with the cluster's secret; an administrator may announce one by its peer address.");
        cluster.MapDelete("/members/{id}", RemoveAsync).RequireAuthorization(Policies.Admin).OnLeader()
            .WithSummary("Takes a node out of the cluster for good. The others go on without it.");
        cluster.MapPost("/step-down", StepDownAsync).RequireAuthorization(Policies.Admin).OnLeader()
            .WithSummary("The leader gives the lead to another node, if there is one.");
        BackupEndpoints.Map(cluster);
    }

    private static async Task<Results<Ok<AdmissionAnswer>, ProblemHttpResult>> AdmitAsync(
        JoinWish wish, IConsensus consensus, JoinCheck check, HttpContext context, ILogger<IConsensus> log, CancellationToken cancellationToken)
    {
        if (!await check.MayAskAsync(context.Request.Headers[ClusterTicket.Header], wish, context.User))
        {
            return Problems.Of(ProblemKinds.Unauthenticated,
                "Nodes show a ticket made with the cluster's secret, and this one was made with another, or long ago. Set JWT_SECRET to the same value on all nodes and compare their clocks.");
        }

        if (await check.RefuseAsync(wish, cancellationToken) is { } refusal)
            return Problems.Of(ProblemKinds.Conflict, refusal);
        switch (await consensus.AdmitAsync(check.RequestOf(wish), cancellationToken))
        {
            case JoinAnswer.Accepted { Ticket: var ticket }:
                ConsensusLog.Admitted(log, wish.Name ?? wish.PeerUrl ?? "");
                return TypedResults.Ok(new AdmissionAnswer(ticket.InitialCluster, RaftConsensus.IdOf(ticket.ClusterId)));
            case JoinAnswer.Busy { Reason: var reason }:
                return Problems.Of(ProblemKinds.Unavailable, reason, AskAgain);
            case JoinAnswer.Refused { Reason: var reason }:
                return Problems.Of(ProblemKinds.Conflict, reason);
            default:
                throw new InvalidOperationException("There is no other answer.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, IConsensus consensus, MemberRemoval removal, CancellationToken cancellationToken) =>
        await removal.RemoveAsync(id, cancellationToken) switch
        {
            RemovalOutcome.Removed => TypedResults.NoContent(),
            RemovalOutcome.StillHere => Problems.Of(ProblemKinds.Conflict, $"{id} runs and belongs by its catalogue ({consensus.Kind}): stop it first, or it takes its place again."),
            RemovalOutcome.NoMajority => Problems.Of(ProblemKinds.Conflict, $"Without {id} fewer than half of the members that stay would live, and nothing could be written any more. Bring one back or add one first."),
            _ => Problems.Of(ProblemKinds.NotFound, $"There is no node named {id} in this cluster."),
        };

    private static async Task<NoContent> StepDownAsync(LeaderElection election, IConsensus consensus, CancellationToken cancellationToken)
    {
        await consensus.HandOverAsync(cancellationToken);
        election.StepDown();
        return TypedResults.NoContent();
    }
}
