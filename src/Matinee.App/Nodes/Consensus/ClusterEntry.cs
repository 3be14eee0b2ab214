using System.Threading.Channels;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.Cluster.Etcd;

namespace Matinee.App.Nodes.Consensus;

/// <summary>
/// How a node comes into its cluster: it begins one, joins one, or is in it already. It never begins a second one beside that
/// of its catalogue, and never comes back with an empty disk under its old name.
/// </summary>
internal sealed class ClusterEntry(ClusterOptions options, NodeIdentity node, ICatalogueDatabase database, ClusterSecret secret, TimeProvider time)
{
    private readonly ClusterIdentityStore _identities = new(database);

    /// <summary>A member of before is started and not waited for; a new one serves when this returns.</summary>
    /// <param name="tell">What is waited for, and what should not be so, for the operator.</param>
    /// <exception cref="ClusterRefusedException">It cannot be in the cluster as it was started.</exception>
    public async Task<RaftOpened> OpenAsync(RaftPlace place, Action<string> tell, CancellationToken cancellationToken)
    {
        if (place.IsOpen)
            tell($"the members talk in the clear, and whoever reaches port {place.Member.PeerPort} may write the registry: keep it on a private network, or set MATINEE__CLUSTER__PEERCERTIFICATEFILE, PEERKEYFILE and PEERAUTHORITYFILE");
        var http = place.Connect();
        try
        {
            return await OpenAsync(place, http, tell, cancellationToken);
        }
        catch (Exception e)
        {
            http.Dispose();
            if (e is JoinRefusedException or EtcdMissingException or MemberLostException or EtcdStartException)
                throw new ClusterRefusedException(e.Message, e);
            if (e is IOException or UnauthorizedAccessException)
                throw new ClusterRefusedException($"{place.Member.Folder} cannot be written: {e.Message}", e);
            throw;
        }
    }

    private async Task<RaftOpened> OpenAsync(RaftPlace place, HttpClient http, Action<string> tell, CancellationToken cancellationToken)
    {
        var member = place.Member;
        var news = Channel.CreateBounded<EtcdMemberNews>(new BoundedChannelOptions(32) { FullMode = BoundedChannelFullMode.DropOldest }); // the last lines matter
        var known = EtcdMember.ClusterOf(member.Folder);
        if (EtcdMember.WasHere(member.Folder))
            await CheckAsync(known, cancellationToken);
        var ticket = EtcdMember.WasHere(member.Folder) ? null : await AdmitAsync(place, http, tell, cancellationToken);
        for (var since = time.GetTimestamp(); ;)
        {
            var child = EtcdMember.Launch(member, ticket, http, change => news.Writer.TryWrite(change), time);
            var consensus = new RaftConsensus(child, http, options.Name, time);
            try
            {
                if (known == 0)
                    await ServeAsync(child, place, cancellationToken);
                return new RaftOpened(consensus, news.Reader);
            }
            catch (EtcdStartException e) when (e.IsOutdated && place.Peers.Count > 0 && time.GetElapsedTime(since) < options.JoinPatience)
            {
                await child.DisposeAsync();
                tell($"the members have changed since {member.Name} was let in, or one of them has not heard of it yet; it asks again");
            }
            catch
            {
                await child.DisposeAsync();
                throw;
            }

            ticket = await AdmitAsync(place, http, tell, cancellationToken);
        }
    }

    /// <summary>Both name a cluster, and it is the same.</summary>
    private async Task CheckAsync(ulong known, CancellationToken cancellationToken)
    {
        var cluster = RaftConsensus.IdOf(known);
        if (await _identities.ReadAsync(cancellationToken) is { Cluster: { Length: > 0 } other } identity && cluster.Length > 0 && other != cluster)
            throw new ClusterRefusedException($"{node.DataFolder} is of the cluster {cluster}, and the catalogue of {other} ({identity.Name}). Start this node with the DATABASE_URL of its cluster, or with another --data.");
    }

    private async Task<JoinTicket?> AdmitAsync(RaftPlace place, HttpClient http, Action<string> tell, CancellationToken cancellationToken)
    {
        var member = place.Member;
        if (place.Peers.Count == 0)
        {
            await FoundAsync(place, cancellationToken);
            return null;
        }

        member.Checked();
        using var nodes = new NodeHttp();
        var join = new EtcdJoin(http, new HttpClusterDoor(nodes, new ClusterTicket(secret, time), _identities, time), time);
        return await join.JoinAsync(place.Peers, new JoinRequest(member.Name, member.PeerUrl, member.ClusterName), options.JoinPatience, tell, cancellationToken);
    }

    private async Task FoundAsync(RaftPlace place, CancellationToken cancellationToken)
    {
        var founder = $"{Environment.MachineName}:{node.DataFolder}";
        var own = new Uri(place.Member.PeerUrl).Authority;
        var identity = await _identities.FoundAsync(new ClusterIdentity { Name = options.Name, Founder = founder, Peers = own }, options.BeginAnew, cancellationToken);
        if (identity.Cluster.Length == 0 && identity.Founder == founder)
            return;
        var others = string.Join(',', identity.Peers.Split(',').Where(peer => peer != own));
        throw new ClusterRefusedException(
            $"The catalogue belongs to the cluster {identity.Name}{(identity.Cluster.Length > 0 ? $" ({identity.Cluster})" : "")}, and {node.DataFolder} holds nothing of it: it is new, or its disk was wiped or replaced. A second cluster is not begun beside it. " +
            (identity.Peers.Split(',').Contains(own) ? $"On a node that runs, run: matinee cluster remove {node.Id}; then start this one with --peers {(others.Length > 0 ? others : "HOST:RAFT of that node")}. "
                : $"Start this node with --peers {identity.Peers}. ") +
            "Only if the disks of all nodes are lost, begin a new cluster with MATINEE__CLUSTER__BEGINANEW=true and restore a backup into it.");
    }

    private async Task ServeAsync(EtcdMember child, RaftPlace place, CancellationToken cancellationToken)
    {
        await child.ServingAsync(cancellationToken);
        var cluster = RaftConsensus.IdOf(child.ClusterId);
        var identity = new ClusterIdentity { Name = options.Name, Cluster = cluster, Founder = $"{Environment.MachineName}:{node.DataFolder}", Peers = new Uri(place.Member.PeerUrl).Authority };
        if (!await _identities.SettleAsync(identity, cancellationToken))
            throw new ClusterRefusedException($"This node is in the cluster {cluster}, and its catalogue belongs to another. Start it with the DATABASE_URL of its cluster.");
    }
}

/// <param name="News">Of the member's process.</param>
internal sealed record RaftOpened(RaftConsensus Consensus, ChannelReader<EtcdMemberNews> News);
