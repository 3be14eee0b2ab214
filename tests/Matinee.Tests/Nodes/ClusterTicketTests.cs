using Matinee.App.Http;
using Matinee.App.Nodes.Consensus;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class ClusterTicketTests
{
    private static readonly JoinWish Wish = new("node4", "http://localhost:7004", "matinee", "00000000000000aa");

    private readonly ManualTime _time = new();
    private readonly ClusterTicket _tickets;

    public ClusterTicketTests() => _tickets = new ClusterTicket(new ClusterSecret(new byte[32]), _time);

    [Fact]
    public void It_opens_for_the_wish_it_was_made_for_and_for_no_other()
    {
        var ticket = _tickets.For(Wish);

        Assert.True(_tickets.Opens(ticket, Wish));
        Assert.False(_tickets.Opens(ticket, Wish with { Name = "node5" }));
        Assert.False(_tickets.Opens(ticket, Wish with { PeerUrl = "http://localhost:7005" }));
        Assert.False(_tickets.Opens(ticket, Wish with { Catalogue = "" }));
        Assert.False(_tickets.Opens(null, Wish));
    }

    [Fact]
    public void Another_secret_makes_another_one_and_it_does_not_last()
    {
        var other = new ClusterTicket(new ClusterSecret([.. Enumerable.Repeat((byte)1, 32)]), _time).For(Wish);
        var ticket = _tickets.For(Wish);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_tickets.Opens(other, Wish));
        Assert.False(_tickets.Opens(ticket, Wish));
    }
}
