using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Nodes.Catalogue;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Where the nodes agree. The host chooses one of these, and features see an <see cref="IRegistry"/>.</summary>
public static class ConsensusPlaces
{
    /// <summary>In the tables of the catalogue: one node, or nodes that share a catalogue and run no consensus.</summary>
    public static IServiceCollection AddCatalogueConsensus(this IServiceCollection services)
    {
        services.AddSingleton<IRegistry>(provider => new CatalogueRegistry(provider.GetRequiredService<ICatalogueDatabase>(), provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<IConsensus, CatalogueConsensus>();
    }

    /// <summary>In an etcd that runs elsewhere.</summary>
    public static IServiceCollection AddRemoteConsensus(this IServiceCollection services, ClusterOptions options)
    {
        services.AddSingleton(provider => new RemoteConsensus(options.Etcd ?? "", options.Name, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRegistry>(provider => provider.GetRequiredService<RemoteConsensus>().Registry);
        return services.AddSingleton<IConsensus>(provider => provider.GetRequiredService<RemoteConsensus>()).AddLeaderWorker<BackupWorker>();
    }

    /// <summary>In a consensus of the nodes' own: enters the cluster before anything else is started.</summary>
    /// <param name="server">Where it listens.</param>
    /// <param name="tell">What the operator should see before there is a log.</param>
    /// <exception cref="ClusterRefusedException">It cannot be in the cluster as it was started.</exception>
    public static async Task AddRaftConsensusAsync(
        this IServiceCollection services, ClusterOptions options, ClusterHome home, (string Bind, int Port) server, Action<string> tell, CancellationToken cancellationToken)
    {
        var place = RaftPlace.Of(options, home.Node, server.Bind, server.Port);
        var opened = await new ClusterEntry(options, home.Node, home.Database, home.Secret, TimeProvider.System).OpenAsync(place, tell, cancellationToken);
        services.AddSingleton(_ => opened.Consensus); // by factory, so that the container ends the child
        services.AddSingleton<IConsensus>(provider => provider.GetRequiredService<RaftConsensus>());
        services.AddSingleton(provider => provider.GetRequiredService<RaftConsensus>().OpenRegistry());
        services.AddSingleton(provider => provider.GetRequiredService<RaftConsensus>().View);
        services.AddHostedService(provider => new RaftWorker(
            opened.News, home.Node, provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<ILogger<RaftWorker>>()));
        services.AddHostedService<DiskWorker>().AddHostedService<OneLeadWorker>();
        services.AddLeaderWorker<RosterWorker>().AddLeaderWorker<BackupWorker>();
    }
}

/// <summary>What a node is before it is composed.</summary>
public sealed record ClusterHome(NodeIdentity Node, ICatalogueDatabase Database, ClusterSecret Secret);
