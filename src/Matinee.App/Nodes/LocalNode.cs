using Matinee.App.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes;

/// <summary>Who this process is, and how it leaves.</summary>
public static class LocalNode
{
    /// <summary>Idempotent: whoever needs <see cref="NodeExit"/> may call it.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.TryAddSingleton<NodeExit>();
        services.TryAddSingleton(provider => new LeavingNotice(provider.GetRequiredService<NodeExit>().Leaving));
        return services;
    }

    /// <summary>The node's place among those that share the catalogue.</summary>
    public static IServiceCollection AddNodeEntry(this IServiceCollection services)
    {
        services.AddSingleton<NodeStore>();
        services.AddSingleton(provider => new NodeEntry(
            provider.GetRequiredService<NodeStore>(), provider.GetRequiredService<NodeIdentity>(), provider.GetRequiredService<ClusterSecret>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<NodeEntry>>()));
        return services.AddHostedService(provider => provider.GetRequiredService<NodeEntry>());
    }
}
