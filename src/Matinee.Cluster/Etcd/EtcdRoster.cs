using System.Collections.Immutable;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Etcd;

/// <summary>Who the members of the consensus are, and their coming and going.</summary>
public sealed class EtcdRoster
{
    /// <summary>More make every write slower and the cluster no safer.</summary>
    public const int MostMembers = 7;

    /// <summary>One that was let in and did not start by then is taken off again: while it learns, no other can join.</summary>
    private static readonly TimeSpan LearnerPatience = TimeSpan.FromMinutes(2);

    private readonly EtcdCalls _calls;
    private readonly TimeProvider _time;
    private readonly string _clusterName;
    private readonly Dictionary<ulong, long> _learningSince = [];

    public EtcdRoster(HttpClient http, Uri endpoint, string clusterName, TimeProvider time)
    {
        _calls = new EtcdCalls(http, new EtcdOptions { Endpoints = [endpoint] }, time);
        (_clusterName, _time) = (clusterName, time);
    }

    /// <exception cref="RegistryUnavailableException">No answer.</exception>
    public async Task<IReadOnlyList<EtcdPeer>> ListAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Members;

    /// <summary>Lets a node in as one that learns. Whoever asks again before it started is answered the same.</summary>
    public async Task<JoinAnswer> AddAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        if (request.ClusterName != _clusterName)
            return new JoinAnswer.Refused($"This is the cluster {_clusterName}, not {request.ClusterName}. Start the node with --cluster {_clusterName}, or name other --peers.");
        try
        {
            var (id, members) = await ReadAsync(cancellationToken);
            if (members.FirstOrDefault(member => member.Name == request.Name || member.PeerUrls.Contains(request.PeerUrl)) is { } known)
                return known.HasStarted ? Known(known, request) : new JoinAnswer.Accepted(Ticket(id, members, request));
            if (members.FirstOrDefault(member => !member.HasStarted || member.IsLearner) is { } learner)
                return new JoinAnswer.Busy($"{(learner.HasStarted ? learner.Name : learner.PeerUrls.FirstOrDefault())} is joining now; one node joins at a time.");
            if (members.Count >= MostMembers)
                return new JoinAnswer.Refused($"The cluster has {members.Count} members, and {MostMembers} are the most. Start this node without --raft, or remove one first.");
            var added = await _calls.WriteAsync("/v3/cluster/member/add", new MemberAddRequest([request.PeerUrl], IsLearner: true), EtcdJson.Default.MemberAddRequest, EtcdJson.Default.MemberReply, cancellationToken);
            // A list is what the asked member has heard of; the answer to a change is the list after it.
            return new JoinAnswer.Accepted(Ticket(id, added.Members is { Length: > 0 } rows ? PeersOf(rows) : members, request));
        }
        catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or EtcdFault)
        {
            return new JoinAnswer.Busy($"The cluster cannot take a member now: {e.Message}");
        }
    }

    /// <summary>Lets those that have caught up vote. Call it now and then on the leader's node.</summary>
    /// <returns>The names of those that may vote from now on, and of those that were taken off because they never came.</returns>
    public async Task<(IReadOnlyList<string> Promoted, IReadOnlyList<string> GivenUp)> PromoteAsync(CancellationToken cancellationToken)
    {
        List<string> promoted = [], givenUp = [];
        var learners = (await ListAsync(cancellationToken)).Where(member => member.IsLearner).ToList();
        foreach (var gone in _learningSince.Keys.Except(learners.Select(learner => learner.Id)).ToList())
            _learningSince.Remove(gone);
        foreach (var learner in learners)
        {
            _learningSince.TryAdd(learner.Id, _time.GetTimestamp());
            if (learner.HasStarted && await TryPromoteAsync(learner, cancellationToken))
                promoted.Add(learner.Name);
            else if (!learner.HasStarted && _time.GetElapsedTime(_learningSince[learner.Id]) > LearnerPatience && await RemoveAsync(learner, cancellationToken))
                givenUp.Add(learner.PeerUrls.FirstOrDefault() ?? "");
        }

        return (promoted, givenUp);
    }

    /// <summary>Takes a member off; its node may stop afterwards. Look first whether those that stay and live are a majority of those that stay.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="RegistryUnavailableException">Refused or not answered; the message says which.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var member = (await ListAsync(cancellationToken)).FirstOrDefault(member => member.Name == name);
        return member is not null && await RemoveAsync(member, cancellationToken);
    }

    /// <summary>Gives the lead of the consensus to another member. Only the member that leads can be asked.</summary>
    /// <param name="to">Its name; null for any.</param>
    /// <returns>False when there is nobody to take it, or it was not given.</returns>
    public async Task<bool> HandOverAsync(ulong self, string? to, CancellationToken cancellationToken)
    {
        foreach (var other in (await ListAsync(cancellationToken)).Where(member => member.Id != self && member is { IsLearner: false, HasStarted: true } && (to is null || member.Name == to)))
        {
            try
            {
                await _calls.WriteAsync("/v3/maintenance/transfer-leadership", new MoveLeaderRequest(other.Id), EtcdJson.Default.MoveLeaderRequest, EtcdJson.Default.MemberReply, cancellationToken);
                return true;
            }
            catch (Exception e) when (e is EtcdFault or OutcomeUnknownException or RegistryUnavailableException)
            {
                // That one is not there; perhaps the next.
            }
        }

        return false;
    }

    private async Task<(ulong ClusterId, IReadOnlyList<EtcdPeer> Members)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _calls.ReadAsync("/v3/cluster/member/list", new EmptyRequest(), EtcdJson.Default.EmptyRequest, EtcdJson.Default.MemberReply, cancellationToken);
            return (reply.Header?.ClusterId ?? 0, PeersOf(reply.Members ?? []));
        }
        catch (EtcdFault e)
        {
            throw new RegistryUnavailableException($"etcd does not list its members: {e.Message}", e);
        }
    }

    private static IReadOnlyList<EtcdPeer> PeersOf(MemberRow[] rows) =>
        [.. rows.Select(row => new EtcdPeer(row.Id, row.Name ?? "", [.. row.PeerUrls ?? []], [.. row.ClientUrls ?? []], row.IsLearner))];

    private async Task<bool> TryPromoteAsync(EtcdPeer learner, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.WriteAsync("/v3/cluster/member/promote", new MemberRequest(learner.Id), EtcdJson.Default.MemberRequest, EtcdJson.Default.MemberReply, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is EtcdFault or OutcomeUnknownException)
        {
            return false; // not in sync yet
        }
    }

    private async Task<bool> RemoveAsync(EtcdPeer member, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.WriteAsync("/v3/cluster/member/remove", new MemberRequest(member.Id), EtcdJson.Default.MemberRequest, EtcdJson.Default.MemberReply, cancellationToken);
            return true;
        }
        catch (EtcdFault e) when (e.Code == EtcdFault.NotFound)
        {
            return false;
        }
        catch (EtcdFault e)
        {
            throw new RegistryUnavailableException($"etcd does not remove {member.Name}: {e.Message}", e);
        }
    }

    private static JoinAnswer.Refused Known(EtcdPeer known, JoinRequest request) => known.Name == request.Name
        ? new($"The cluster has a member named {request.Name} already, at {string.Join(", ", known.PeerUrls)}. If its disk was wiped or replaced, run on another node: matinee cluster remove {request.Name}; then start it again. Otherwise give this node another name with --node.")
        : new($"{request.PeerUrl} is the peer address of the member {known.Name} already. Give this node another --raft port.");

    private static JoinTicket Ticket(ulong clusterId, IReadOnlyList<EtcdPeer> members, JoinRequest request)
    {
        ImmutableArray<string> started = [.. members.Where(member => member.HasStarted).SelectMany(member => member.PeerUrls.Select(url => $"{member.Name}={url}"))];
        return new JoinTicket(string.Join(',', [.. started, $"{request.Name}={request.PeerUrl}"]), clusterId);
    }
}
