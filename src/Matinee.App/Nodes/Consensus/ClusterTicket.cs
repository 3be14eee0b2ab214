using Matinee.App.Http;
using Matinee.Cluster.Etcd;

namespace Matinee.App.Nodes.Consensus;

/// <summary>The right to ask for admission: who holds the cluster's secret can make one, and it is of this wish alone.</summary>
public sealed class ClusterTicket(ClusterSecret secret, TimeProvider time)
{
    public const string Header = "X-Matinee-Node";

    /// <summary>Clocks of machines that join may be far apart; asking twice does no harm.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly SignedToken _token = new(secret, "cluster-join", time);

    public string For(JoinWish wish) => _token.Sign(Text(wish), time.GetUtcNow() + Lifetime);

    public bool Opens(string? ticket, JoinWish wish) => _token.Verify(Text(wish), ticket);

    private static string Text(JoinWish wish) => $"{wish.Name}\n{wish.PeerUrl}\n{wish.ClusterName}\n{wish.Catalogue}";
}

/// <summary>The body of <c>POST /api/cluster/members</c>.</summary>
/// <param name="Name">Of the node; null: it is not known yet (an administrator announces it).</param>
/// <param name="PeerUrl">Where its member will listen for the others: <c>http://HOST:RAFT</c>, or <c>HOST:RAFT</c>.</param>
/// <param name="ClusterName">That it was told to belong to.</param>
/// <param name="Catalogue">The cluster that its catalogue belongs to; another is another catalogue.</param>
public sealed record JoinWish(string? Name, string? PeerUrl, string? ClusterName, string? Catalogue)
{
    internal JoinRequest ToRequest(string clusterName, string scheme)
    {
        var peer = PeerUrl ?? "";
        return new JoinRequest(Name ?? peer, peer.Contains("://", StringComparison.Ordinal) ? peer : $"{scheme}://{peer}", ClusterName ?? clusterName);
    }
}
