using Matinee.Cluster.Etcd;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Members come, go, come back, and are refused: with real etcd.</summary>
public sealed class EtcdMemberTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_nodes_find_each_other_by_one_peer_port_and_the_strange_are_refused()
    {
        await using var stage = await EtcdStage.StartAsync(3, Stop);

        var members = await stage.Nodes[2].Roster.ListAsync(Stop);
        // Each is asked once and has half a second, and an election may be between two answers.
        EtcdReport?[] reports = [];
        await Patient.UntilAsync(async () =>
        {
            reports = await Task.WhenAll(stage.Nodes.Select(node => node.Member.Status.ReadAsync(Stop)));
            return reports.All(report => report is not null) && reports.Select(report => (report?.ClusterId, report?.Leader)).Distinct().Count() == 1;
        }, Stop, "all three report the same cluster and leader");
        await stage.Nodes[1].Unhurried.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        var wiped = await Assert.ThrowsAsync<JoinRefusedException>(() => stage.JoinAsync(stage.Options("node2"), Stop));
        var other = await Assert.ThrowsAsync<JoinRefusedException>(() => stage.JoinAsync(stage.Options("node4") with { ClusterName = "another" }, Stop));
        var taken = await Assert.ThrowsAsync<JoinRefusedException>(() => stage.JoinAsync(stage.Options("node4") with { PeerPort = stage.Nodes[0].Options.PeerPort }, Stop));

        Assert.Equal(["node1", "node2", "node3"], members.Select(member => member.Name).Order());
        Assert.All(members, member => Assert.False(member.IsLearner));
        Assert.All(reports, report => Assert.True(report is { IsLearner: false, StoredBytes: > 0 }));
        Assert.Equal(stage.Nodes.Select(node => node.Options.NodeAddress.ToString().TrimEnd('/')).Order(), members.SelectMany(member => member.NodeAddresses).Order());
        Assert.Equal("1", (await stage.Nodes[2].Unhurried.GetAsync("a", Stop)).Found?.Value);
        Assert.Contains("matinee cluster remove node2", wiped.Message, StringComparison.Ordinal);
        Assert.Contains("--cluster matinee", other.Message, StringComparison.Ordinal);
        Assert.Contains("--raft", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_comes_back_with_its_data_and_not_without_until_it_was_removed()
    {
        await using var stage = await EtcdStage.StartAsync(3, Stop);
        var node = stage.Nodes[2];
        await stage.EndAsync(node);
        await stage.Nodes[0].Unhurried.CommitAsync(RegistryTransaction.Put("while", "away"), Stop);
        var back = await stage.AddAsync(node.Options, Stop);
        Assert.Equal("away", (await back.Unhurried.GetAsync("while", Stop)).Found?.Value);

        await stage.EndAsync(back);
        Directory.Delete(Path.Combine(node.Options.Folder, "data"), recursive: true);
        var gone = await Assert.ThrowsAsync<MemberLostException>(() => stage.AddAsync(node.Options, Stop));
        Assert.Contains("matinee cluster remove node3", gone.Message, StringComparison.Ordinal);

        await Patient.UntilAsync(async () =>
        {
            try
            {
                return await stage.Nodes[0].Roster.RemoveAsync("node3", Stop) || (await stage.Nodes[0].Roster.ListAsync(Stop)).Count == 2;
            }
            catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException)
            {
                return false; // two of three elect anew when the one that is gone led
            }
        }, Stop, "node3 is removed");
        await Patient.UntilAsync(async () => !await stage.Nodes[0].Roster.RemoveAsync("node3", Stop), Stop, "nobody of that name is there");
        Directory.Delete(node.Options.Folder, recursive: true);
        var anew = await stage.AddAsync(node.Options, Stop);
        Assert.Equal("away", (await anew.Unhurried.GetAsync("while", Stop)).Found?.Value);
        Assert.Equal(3, (await anew.Roster.ListAsync(Stop)).Count);
    }

    [Fact]
    public async Task A_node_that_was_let_in_and_did_not_start_is_answered_the_same_and_keeps_others_waiting()
    {
        await using var stage = await EtcdStage.StartAsync(1, Stop);
        var (slow, next) = (stage.Options("slow"), stage.Options("next"));
        var first = await stage.JoinAsync(slow, Stop);

        var again = await stage.JoinAsync(slow, Stop);
        var busy = await stage.Nodes[0].Roster.AddAsync(new JoinRequest(next.Name, next.PeerUrl, next.ClusterName), Stop);

        Assert.Equal(first, again);
        Assert.False(EtcdMember.WasHere(slow.Folder));
        Assert.IsType<JoinAnswer.Busy>(busy);
    }

    [Fact]
    public async Task A_ticket_that_names_others_than_there_are_is_outdated_and_the_next_one_does()
    {
        await using var stage = await EtcdStage.StartAsync(1, Stop);
        var late = stage.Options("late");
        var ticket = await stage.JoinAsync(late, Stop);

        var outdated = await Assert.ThrowsAsync<EtcdStartException>(() => EtcdMember.StartAsync(
            late, ticket with { InitialCluster = ticket.InitialCluster + ",gone=http://localhost:1" }, stage.Http, _ => { }, TimeProvider.System, Stop));
        await using var member = await EtcdMember.StartAsync(late, await stage.JoinAsync(late, Stop), stage.Http, _ => { }, TimeProvider.System, Stop);

        Assert.True(outdated.IsOutdated, outdated.Message);
        Assert.Contains("member count is unequal", outdated.Message, StringComparison.Ordinal);
        Assert.Equal(["late", "node1"], (await stage.Nodes[0].Roster.ListAsync(Stop)).Select(peer => peer.Name).Order());
    }

    [Fact]
    public async Task A_killed_child_is_started_again_and_its_file_names_no_other_node()
    {
        await using var stage = await EtcdStage.StartAsync(1, Stop);
        var node = stage.Nodes[0];
        await node.Unhurried.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        node.Member.Kill();

        // One member is its own majority: it is back as soon as it runs.
        Assert.Equal("1", (await node.Unhurried.GetAsync("a", Stop)).Found?.Value);
        Assert.True(node.Member.Starts >= 2, $"{node.Member.Starts} starts.");
        await stage.EndAsync(node);
        var stranger = await Assert.ThrowsAsync<MemberLostException>(() => stage.AddAsync(node.Options with { Name = "another" }, Stop));
        Assert.Contains("--node node1", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_keeps_etcd_from_running_is_told_in_its_words()
    {
        await using var stage = new EtcdStage();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var missing = await Assert.ThrowsAsync<EtcdMissingException>(() => stage.AddAsync(stage.Options("one") with { Program = "/nowhere/etcd" }, Stop));
        var busy = await Assert.ThrowsAsync<EtcdStartException>(() => stage.AddAsync(stage.Options("two") with { PeerPort = port }, Stop));

        Assert.Contains("apt-get install etcd-server", missing.Message, StringComparison.Ordinal);
        Assert.Contains("address already in use", busy.Message, StringComparison.Ordinal);
    }
}
