using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Usage;
using Matinee.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Matinee.Tests.Realtime;

/// <summary>What nodes tell each other of their connections, and what follows from it.</summary>
public sealed class UsageBoardTests
{
    private readonly ManualTime _time = new();
    private readonly DeafBus _bus = new();

    [Fact]
    public async Task Connections_of_all_nodes_are_counted_together()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));

        Assert.True(Enter(one, 2) && Enter(two, 2));
        await TellAsync(one, two);

        Assert.True(one.TryEnter("anna", ""));
        await TellAsync(one, two);
        Assert.False(one.TryEnter("anna", ""));
        Assert.False(two.TryEnter("anna", ""));
        Assert.Equal(5, two.Total);
        one.Leave("anna", "");
        await TellAsync(one, two);
        Assert.True(two.TryEnter("anna", ""));
    }

    [Fact]
    public async Task What_grows_beyond_its_share_is_told_at_once()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));

        Assert.True(Enter(one, 3)); // three of five, where two nodes share

        Assert.True(Enter(two, 2));
        Assert.False(two.TryEnter("anna", ""));
    }

    [Fact]
    public async Task Where_both_admitted_too_many_the_later_name_gives_up_what_is_too_much()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        var given = new List<(string, int)>();
        one.Exceeded = (_, _) => Assert.Fail("The first name keeps what it has.");
        two.Exceeded = (user, excess) => given.Add((user, excess));
        _bus.IsDeaf = true;
        Assert.True(Enter(one, 4) && Enter(two, 3)); // neither hears of the other
        _bus.IsDeaf = false;

        await TellAsync(one, two);

        Assert.Contains(("anna", 2), given);
    }

    [Fact]
    public async Task A_node_that_falls_silent_counts_no_more()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        Assert.True(Enter(one, 5));
        Assert.False(two.TryEnter("anna", ""));

        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await two.TickAsync();
        }

        Assert.True(two.TryEnter("anna", ""));
        Assert.False(two.Knows("one"));
    }

    [Fact]
    public async Task A_whole_round_mends_what_was_lost()
    {
        var (one, two) = (await StartAsync("one"), await StartAsync("two"));
        Assert.True(Enter(one, 5));
        await TellAsync(one, two);
        for (var i = 0; i < 5; i++)
            one.Leave("anna", "");
        var lost = UsageMessage.TryDecode(new UsageMessage("one", 1, 1, false, 0, [(UsageKey.OfUser("anna"), 0)]).Encode());
        Assert.Equal((UsageKey.OfUser("anna"), 0), Assert.Single(lost!.Counts)); // decoded above

        for (var i = 0; i < 5; i++)
            await TellAsync(one, two);

        Assert.True(two.TryEnter("anna", ""));
    }

    [Fact]
    public void Bytes_of_another_kind_are_no_message()
    {
        Assert.Null(UsageMessage.TryDecode([0xFF, 0xFF, 0xFF]));
        Assert.Null(UsageMessage.TryDecode([0x32, 0x05, 0x08]));
    }

    private static bool Enter(UsageBoard board, int count) => Enumerable.Range(0, count).All(_ => board.TryEnter("anna", ""));

    private async Task TellAsync(params UsageBoard[] boards)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        foreach (var board in boards)
            await board.TickAsync();
    }

    private async Task<UsageBoard> StartAsync(string name)
    {
        var board = new UsageBoard(_bus, new NodeName(name), new ConnectionOptions { PerUser = 5 }, _time, NullLogger<UsageBoard>.Instance);
        await board.StartAsync(CancellationToken.None);
        await TellAsync(board);
        return board;
    }

    private sealed class DeafBus : INodeBus
    {
        private readonly MemoryNodeBus _bus = new();

        public bool IsDeaf { get; set; }

        public Task SendAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            IsDeaf ? Task.CompletedTask : _bus.SendAsync(topic, message, cancellationToken);

        public Task<IAsyncDisposable> ListenAsync(string topic, Action<ReadOnlyMemory<byte>> heard, CancellationToken cancellationToken) =>
            _bus.ListenAsync(topic, heard, cancellationToken);
    }
}
