using Matinee.App.Http;
using Matinee.App.Nodes.Consensus;
using Matinee.App.Nodes.Forwarding;
using Matinee.App.Nodes.Leading;
using Matinee.App.Nodes.Members;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes;

/// <summary>
/// This node among the others: who leads, who belongs, what they agree on. On one machine it is the same, and the node leads
/// itself. Features take <see cref="IRegistry"/>, <see cref="LeaderElection"/> and <see cref="NodeDirectory"/> from the container.
/// </summary>
public static class NodeCluster
{
    /// <summary>The host adds one of <see cref="ConsensusPlaces"/>, where the registry is.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section)
            .Validate(o => o.IsTimingValid(), "Cluster:ElectionTimeout is at least five times Cluster:Heartbeat.")
            .Validate(o => o.IsLocationValid(), "Cluster:Latitude (--lat) and Cluster:Longitude (--lon) are given together.")
            .Validate(o => o.IsPlaceValid(), "Cluster:Raft and Cluster:Etcd exclude each other: the nodes run members of their own, or use an etcd elsewhere.")
            .Validate(o => o.ArePeersValid(), "Cluster:Peers (--peers) needs Cluster:Raft (--raft): the port of this node's own member.")
            .Validate(o => o.IsTlsValid(), "Cluster:PeerCertificateFile, PeerKeyFile and PeerAuthorityFile are set together or not at all.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        services.AddSingleton<ClusterTicket>().AddSingleton<ClusterIdentityStore>();
        services.AddLeading().AddMembers().AddForwarding();
        services.AddProblem<NotLeaderException>(ProblemKinds.Unavailable, "The lead changed hands before this was written; nothing was. Send it again.", TimeSpan.FromSeconds(1));
        services.AddProblem<RegistryUnavailableException>(ProblemKinds.Unavailable, "The cluster's registry does not answer; nothing was written. Try again in a moment.", TimeSpan.FromSeconds(1));
        services.AddProblem<OutcomeUnknownException>(ProblemKinds.Unavailable, "The cluster's registry did not say whether it was written. Look, or send it again with the same Idempotency-Key.", TimeSpan.FromSeconds(1));
        return services;
    }

    public static IEndpointRouteBuilder MapCluster(this IEndpointRouteBuilder routes)
    {
        ClusterEndpoints.Map(routes);
        RouteEndpoints.Map(routes);
        return routes;
    }
}
