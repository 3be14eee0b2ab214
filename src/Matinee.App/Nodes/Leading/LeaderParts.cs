using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes.Leading;

/// <summary>Who leads, and what only the leader does.</summary>
public static class LeaderParts
{
    /// <summary>A catalogue is asked less often than a consensus of the nodes' own: each look is a query.</summary>
    private static readonly TimeSpan CatalogueLook = TimeSpan.FromMilliseconds(500);

    internal static IServiceCollection AddLeading(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LeaderElection(
            provider.GetRequiredService<IRegistry>(), provider.GetService<IRaftView>(), OptionsOf(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LeaderHistory>().AddSingleton<LeaderFence>().AddSingleton<LeaderDuty>();
        services.AddHostedService<LeadWorker>();
        return services;
    }

    /// <summary>A loop that runs on the node that leads, and as a rule on no other: started with its term, stopped when that ends.</summary>
    public static IServiceCollection AddLeaderWorker<TWorker>(this IServiceCollection services) where TWorker : class, IHostedService
    {
        services.AddSingleton<TWorker>();
        return services.AddHostedService(provider => new DutyWorker<TWorker>(
            provider.GetRequiredService<LeaderElection>(), provider.GetRequiredService<LeaderDuty>(), provider.GetRequiredService<TWorker>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DutyWorker<TWorker>>>()));
    }

    private static LeadershipOptions OptionsOf(IServiceProvider provider)
    {
        var cluster = provider.GetRequiredService<IOptions<ClusterOptions>>().Value;
        var options = new LeadershipOptions { Node = provider.GetRequiredService<NodeIdentity>().Id, Lease = cluster.LeaderLease, Stands = provider.GetRequiredService<NodePresence>().Card.Roles.Contains(LeaderDuty.Stands) };
        return cluster.HasConsensus ? options : options with { Look = CatalogueLook < options.Lease / 4 ? CatalogueLook : options.Lease / 4 };
    }
}
