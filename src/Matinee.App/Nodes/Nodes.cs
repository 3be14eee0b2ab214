using Matinee.App.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matinee.App.Nodes;

/// <summary>Who this process is, and how it leaves.</summary>
public static class Nodes
{
    /// <summary>Idempotent: whoever needs <see cref="NodeExit"/> may call it.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.TryAddSingleton<NodeExit>();
        services.TryAddSingleton(provider => new LeavingNotice(provider.GetRequiredService<NodeExit>().Leaving));
        return services;
    }
}
