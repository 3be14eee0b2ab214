using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Presence;
using Matinee.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.Tests.Realtime;

/// <summary>Who is where, as nodes tell each other.</summary>
public sealed class PresenceBoardTests
{
    private const string Channel = "room:1";
    private readonly ManualTime _time = new();
    private readonly LossyBus _bus = new();

    [Fact]
    public async Task Members_of_a_node_are_told_to_the_others_as_they_come_and_go()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        var changes = new List<(string, bool)>();
        two.Changed = (_, who, joined) => changes.Add((who.Client, joined));

        await one.JoinAsync(Channel, Who("a"));
        await one.LeaveAsync(Channel, Who("a"));
        await one.LeaveAsync(Channel, Who("a"));

        Assert.Equal([("a", true), ("a", false)], changes);
        Assert.Empty(two.Members(Channel));
    }

    [Fact]
    public async Task A_digest_mends_what_was_lost()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        await one.JoinAsync(Channel, Who("a"));
        _bus.IsDeaf = true;
        await one.JoinAsync(Channel, Who("b"));
        await one.LeaveAsync(Channel, Who("a"));
        _bus.IsDeaf = false;
        Assert.Equal(["a"], Clients(two));

        _time.Advance(TimeSpan.FromSeconds(10));
        await one.TickAsync();

        Assert.Equal(["b"], Clients(two));
    }

    [Fact]
    public async Task A_node_that_falls_silent_takes_its_members_with_it()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        await one.JoinAsync(Channel, Who("a"));

        _time.Advance(TimeSpan.FromSeconds(19));
        await two.TickAsync();
        Assert.Equal(["a"], Clients(two));
        _time.Advance(TimeSpan.FromSeconds(2));
        await two.TickAsync();

        Assert.Empty(Clients(two));
    }

    [Fact]
    public async Task A_node_that_starts_anew_has_none_of_its_former_members()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        await one.JoinAsync(Channel, Who("a"));
        _time.Advance(TimeSpan.FromSeconds(1));

        var again = await StartAsync("one");
        await again.JoinAsync(Channel, Who("b"));

        Assert.Equal(["b"], Clients(two));
    }

    [Fact]
    public async Task A_node_that_ends_says_so()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        await one.JoinAsync(Channel, Who("a"));

        await one.DisposeAsync();

        Assert.Empty(Clients(two));
    }

    private static Publisher Who(string client) => new("user-" + client, client);

    private static IEnumerable<string> Clients(PresenceBoard board) => board.Members(Channel).Select(member => member.Client).Order(StringComparer.Ordinal);

    private async Task<PresenceBoard> StartAsync(string name)
    {
        var board = new PresenceBoard(_bus, new NodeName(name), _time, NullLogger<PresenceBoard>.Instance);
        await board.StartAsync(CancellationToken.None);
        return board;
    }

    private sealed class LossyBus : INodeBus
    {
        private readonly MemoryNodeBus _bus = new();

        public bool IsDeaf { get; set; }

        public Task SendAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            IsDeaf ? Task.CompletedTask : _bus.SendAsync(topic, message, cancellationToken);

        public Task<IAsyncDisposable> ListenAsync(string topic, Action<ReadOnlyMemory<byte>> heard, CancellationToken cancellationToken) =>
            _bus.ListenAsync(topic, heard, cancellationToken);
    }
}
