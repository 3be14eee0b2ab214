using Matinee.App.Nodes;
using Matinee.App.Nodes.Consensus;
using Matinee.Server.Configuration;

namespace Matinee.Server.Hosting;

/// <summary>Puts the registry where the settings say: the catalogue, members of the nodes' own, or an etcd elsewhere.</summary>
internal static class ConsensusOpening
{
    /// <summary>Null when the settings make sense together.</summary>
    public static ConfigurationError? Refuse(IConfiguration configuration)
    {
        var options = OptionsOf(configuration);
        var server = configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        if (options.Peers is not null && string.IsNullOrEmpty(server.Secret))
            return new("JWT_SECRET", null, "nodes of one cluster need the same secret: set it on each, 32 bytes or more, or copy DATA/secret of the first node and set it to that");
        if (options.Raft is not null && options.Address is null && server.Port == 0)
            return new("Server:Port", "0", "the other nodes of a cluster (--raft) have to know the port: give one");
        return null;
    }

    /// <exception cref="StartupException">This node cannot be in its cluster; the message says why and what to do.</exception>
    public static async Task AddConsensusAsync(
        this IServiceCollection services, IConfiguration configuration, ServerOptions server, ClusterHome home, CancellationToken cancellationToken)
    {
        var options = OptionsOf(configuration);
        if (options.Raft is null)
        {
            _ = options.Etcd is null ? services.AddCatalogueConsensus() : services.AddRemoteConsensus(options);
            return;
        }

        try
        {
            await services.AddRaftConsensusAsync(options, home, (server.Bind, server.Port), text => Console.Error.WriteLine("matinee: " + text), cancellationToken);
        }
        catch (ClusterRefusedException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private static ClusterOptions OptionsOf(IConfiguration configuration) => configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
}
