using Matinee.App.Nodes;
using Matinee.App.Nodes.Consensus;
using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class RaftPlaceTests
{
    private static readonly NodeIdentity Node = new("node1", DateTimeOffset.UnixEpoch, "/data/1");

    [Fact]
    public void A_port_alone_is_a_member_for_this_machine()
    {
        var place = RaftPlace.Of(new ClusterOptions { Raft = "7001", Peers = "localhost:7002,other:7003" }, Node, "*", 8081);

        Assert.Equal(("http://localhost:7001", "127.0.0.1", "http://127.0.0.1:8081/"), (place.Member.PeerUrl, place.Member.PeerBind, place.Member.NodeAddress.ToString()));
        Assert.Equal(["http://localhost:7002/", "http://other:7003/"], place.Peers.Select(peer => peer.ToString()));
        Assert.Equal("/data/1/raft", place.Member.Folder);
        Assert.False(place.IsOpen);
    }

    [Fact]
    public void With_a_host_the_others_reach_it_there_and_in_the_clear_that_is_told()
    {
        var open = RaftPlace.Of(new ClusterOptions { Raft = "db1.lan:7001" }, Node, "*", 8080);
        var bound = RaftPlace.Of(new ClusterOptions { Raft = "10.0.0.7:7001", Address = "https://one.example.org" }, Node, "10.0.0.7", 8080);

        Assert.Equal(("http://db1.lan:7001", "0.0.0.0", "http://db1.lan:8080/"), (open.Member.PeerUrl, open.Member.PeerBind, open.Member.NodeAddress.ToString()));
        Assert.True(open.IsOpen);
        Assert.Equal(("10.0.0.7", "https://one.example.org/"), (bound.Member.PeerBind, bound.Member.NodeAddress.ToString()));
    }

    [Fact]
    public void With_certificates_the_members_speak_tls()
    {
        var place = RaftPlace.Of(
            new ClusterOptions { Raft = "db1.lan:7001", Peers = "db2.lan:7001", PeerCertificateFile = "/a.pem", PeerKeyFile = "/a.key", PeerAuthorityFile = "/ca.pem" }, Node, "*", 8080);

        Assert.StartsWith("https://", place.Member.PeerUrl, StringComparison.Ordinal);
        Assert.StartsWith("https://", place.Peers[0].ToString(), StringComparison.Ordinal);
        Assert.False(place.IsOpen);
    }
}
