using System.Security.Claims;
using Matinee.App.Http;
using Matinee.App.Nodes.Consensus;
using Matinee.Cluster.Etcd;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes.Members;

/// <summary>Who may ask to be let in, and who is not.</summary>
internal sealed class JoinCheck(ClusterTicket tickets, ClusterIdentityStore identities, IAuthorizationService authorization, IOptions<ClusterOptions> options)
{
    private const int LongestPeer = 260;

    /// <summary>A node that holds the cluster's secret, or an administrator.</summary>
    public async Task<bool> MayAskAsync(string? ticket, JoinWish wish, ClaimsPrincipal user) =>
        tickets.Opens(ticket, wish) || (await authorization.AuthorizeAsync(user, Policies.Admin)).Succeeded;

    /// <returns>Null when nothing speaks against it.</returns>
    public async Task<string?> RefuseAsync(JoinWish wish, CancellationToken cancellationToken)
    {
        if (wish.PeerUrl is not { Length: > 0 and <= LongestPeer } peer || !Uri.TryCreate(peer.Contains("://", StringComparison.Ordinal) ? peer : "http://" + peer, UriKind.Absolute, out var url) || url.Port < 1 || url.Host.Length == 0)
            return "peerUrl is the address at which the node's member listens for the others: HOST:RAFT.";
        var ours = (await identities.ReadAsync(cancellationToken))?.Cluster ?? "";
        return wish.Catalogue is { } theirs && theirs != ours
            ? $"The catalogue of {wish.Name} {(theirs.Length == 0 ? "belongs to no cluster" : $"belongs to the cluster {theirs}")}, that of this cluster to {ours}: they are two. Start the node with the DATABASE_URL that the others have."
            : null;
    }

    public JoinRequest RequestOf(JoinWish wish) => wish.ToRequest(options.Value.Name, options.Value.PeerKeyFile is null ? "http" : "https");
}
