using Matinee.App.Nodes.Consensus;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Nodes.Members;

/// <summary>Which nodes there are, and how they are.</summary>
internal static class MemberParts
{
    public static IServiceCollection AddMembers(this IServiceCollection services)
    {
        services.AddSingleton<NodeHttp>().AddSingleton<OwnCard>();
        services.AddSingleton(provider => new NodeDirectory(provider.GetRequiredService<IRegistry>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new NodePresence(
            provider.GetRequiredService<IRegistry>(), provider.GetRequiredService<OwnCard>().Draw(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<INodeProbe, HttpNodeProbe>();
        services.AddSingleton(provider => new NodeProbing(
            provider.GetRequiredService<NodeDirectory>(), provider.GetRequiredService<INodeProbe>(), provider.GetRequiredService<NodeIdentity>().Id,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ClusterSight>().AddSingleton<JoinCheck>().AddSingleton<MemberRemoval>().AddSingleton<ClusterMeters>();
        services.AddSingleton(provider => new ClusterBoard(
            provider.GetRequiredService<NodeIdentity>(), provider.GetRequiredService<LeaderElection>(), provider.GetRequiredService<LeaderHistory>(),
            provider.GetRequiredService<ClusterSight>(), provider.GetRequiredService<IConsensus>(), provider.GetService<IStreamCensus>()));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ClusterJson.Default));
        services.AddHostedService<ClusterStatusWorker>();
        services.AddSingleton(provider => new LoadMeter(provider.GetService<IStreamCensus>(), provider.GetRequiredService<TimeProvider>())).AddHostedService<LoadWorker>();
        services.AddHostedService<PresenceWorker>().AddHostedService<DirectoryWorker>();
        return services;
    }
}
