using Matinee.App.Nodes.Members;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class NodeLoadTests : IDisposable
{
    private static readonly NodeLoad Load = new(0.41, 4L << 30, 8L << 30, 12, 3_400_000, 1, 2);

    private readonly ManualTime _time = new();
    private readonly MemoryRegistry _registry;
    private readonly NodePresence _presence;

    public NodeLoadTests()
    {
        _registry = new MemoryRegistry(_time);
        _presence = new NodePresence(_registry, new NodeCard { Id = "one", Address = "http://one", Home = "here", Region = "north" }, _time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task How_busy_a_node_is_lives_with_it_and_what_stays_of_it_is_not_written_again()
    {
        await _presence.EnterAsync(Stop);
        var (member, _) = await EntriesAsync();

        _presence.Change(card => card with { Load = Load });
        await _presence.BeatAsync(Stop);

        var (after, life) = await EntriesAsync();
        Assert.Equal(member, after);
        Assert.Equal((Load, "north"), (NodeCard.Parse(life.Value)?.Load, NodeCard.Parse(life.Value)?.Region));
        Assert.Null(NodeCard.Parse(after.Value)?.Load);
        await _presence.BeatAsync(Stop);
        Assert.Equal(life, (await EntriesAsync()).Life);
        _presence.Change(card => card with { IsDraining = true });
        await _presence.BeatAsync(Stop);
        Assert.True(NodeCard.Parse((await EntriesAsync()).Member.Value)?.IsDraining);
    }

    [Fact]
    public async Task What_is_changed_at_the_same_time_is_all_changed()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
                _presence.Change(card => card with { Load = Load with { RoomCount = (card.Load?.RoomCount ?? 0) + 1 } });
        }, Stop)));

        Assert.Equal(4000, _presence.Card.Load?.RoomCount);
    }

    [Fact]
    public void A_process_knows_what_it_and_its_children_use()
    {
        var first = ProcessTree.Read();
        var second = ProcessTree.Read();

        Assert.InRange(first.Memory, 1L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        Assert.True(first.Cpu > TimeSpan.Zero && second.Cpu >= first.Cpu);
    }

    private async Task<(RegistryEntry Member, RegistryEntry Life)> EntriesAsync() =>
        ((await _registry.GetAsync("cluster/members/one", Stop)).Found!, (await _registry.GetAsync("cluster/nodes/one", Stop)).Found!); // it has entered
}
