using System.Reflection;
using Matinee.Cluster.Membership;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes.Members;

/// <summary>What this node tells the others of itself.</summary>
internal sealed class OwnCard(IServer server, NodeIdentity node, IOptions<ClusterOptions> options, IConfiguration configuration)
{
    /// <summary>Before the server listens a port that is taken as it comes is not known; see <see cref="Settle"/>.</summary>
    public NodeCard Draw() => new()
    {
        Id = node.Id,
        Address = options.Value.Address?.TrimEnd('/') ?? "",
        Home = $"{Environment.MachineName}:{node.DataFolder}",
        Roles = [.. (configuration["Server:Roles"] ?? "web,api,coordinator,worker").Split(',', StringSplitOptions.TrimEntries)],
        Version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "",
        StartedAt = node.StartedAt,
        Region = options.Value.Region,
        Latitude = options.Value.Latitude,
        Longitude = options.Value.Longitude,
    };

    /// <summary>With the address at which it listens, where none was given.</summary>
    public NodeCard Settle(NodeCard card) => card.Address.Length > 0 || Listening() is not { } bound ? card : card with { Address = bound };

    private string? Listening()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } text)
            return null;
        var at = new UriBuilder(text.Replace("*", "0.0.0.0", StringComparison.Ordinal));
        if (at.Host is "0.0.0.0" or "[::]" or "::")
            at.Host = HostOf(options.Value.Raft) ?? "127.0.0.1";
        return at.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static string? HostOf(string? raft) => raft?.LastIndexOf(':') is > 0 and var cut ? raft[..cut] : null;
}
