using Matinee.App.Nodes.Forwarding;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>What features ask of a cluster, on a node that has no others and stands for no lead: it does what there is to do.</summary>
internal static class LoneLeader
{
    public static IServiceCollection AddLoneLeader(this IServiceCollection services, string node)
    {
        services.AddSingleton<IRegistry>(_ => new MemoryRegistry(TimeProvider.System));
        services.AddSingleton(provider => new LeaderElection(
            provider.GetRequiredService<IRegistry>(), raft: null, new LeadershipOptions { Node = node, Stands = false }, TimeProvider.System));
        services.AddSingleton(provider => new NodeDirectory(provider.GetRequiredService<IRegistry>(), TimeProvider.System));
        services.AddSingleton(provider => new NodePresence(
            provider.GetRequiredService<IRegistry>(), new NodeCard { Id = node, Address = "", Home = "" }, TimeProvider.System));
        return services.AddSingleton<LeaderDuty>().AddSingleton<LeaderHeaders>();
    }
}
