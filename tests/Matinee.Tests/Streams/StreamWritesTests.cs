using Matinee.App.Streams;
using Matinee.App.Streams.Records;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Xunit;

namespace Matinee.Tests.Streams;

public sealed class StreamWritesTests : IAsyncDisposable
{
    private static readonly CreateKey Key = new("caller-and-key", "body");

    private readonly StreamStage _stage = new();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task What_the_leader_made_both_nodes_list()
    {
        var (writes, here, _) = await _stage.NodeAsync("one", leads: true);
        var (_, there, _) = await _stage.NodeAsync("two", leads: false);

        var made = Assert.IsType<StreamCreation.MadeNow>(await writes.CreateAsync(_stage.Stream(), null, CancellationToken.None));

        await there.ReachAsync(made.Stream.Revision, CancellationToken.None);
        Assert.Equal([made.Stream], here.Index.Page(null, null, 10).Streams);
        Assert.Equal(made.Stream, there.Find(made.Stream.Id));
    }

    [Fact]
    public async Task A_node_that_does_not_lead_writes_nothing()
    {
        await _stage.NodeAsync("one", leads: true);
        var (writes, directory, _) = await _stage.NodeAsync("two", leads: false);

        await Assert.ThrowsAsync<NotLeaderException>(() => writes.CreateAsync(_stage.Stream(), null, CancellationToken.None));

        Assert.Equal(0, directory.Index.Count);
    }

    [Fact]
    public async Task A_leader_whose_seat_was_taken_is_refused_by_the_registry_itself()
    {
        var (writes, directory, election) = await _stage.NodeAsync("one", leads: true);
        await _stage.Registry.CommitAsync(RegistryTransaction.Put("leader", """{"node":"two","raftTerm":9}"""), CancellationToken.None);
        Assert.NotNull(election.Term);

        await Assert.ThrowsAsync<NotLeaderException>(() => writes.CreateAsync(_stage.Stream(), null, CancellationToken.None));

        Assert.Equal(0, directory.Index.Count);
    }

    [Fact]
    public async Task The_same_create_sent_to_the_next_leader_finds_what_the_first_made()
    {
        var (first, _, _) = await _stage.NodeAsync("one", leads: true);
        var made = Assert.IsType<StreamCreation.MadeNow>(await first.CreateAsync(_stage.Stream(), Key, CancellationToken.None));
        _stage.Time.Advance(TimeSpan.FromSeconds(10)); // the first is gone, and its lease is over
        var (second, directory, election) = await _stage.NodeAsync("two", leads: true);
        for (var i = 0; election.Term is null && i < 20; i++)
        {
            _stage.Time.Advance(TimeSpan.FromMilliseconds(200));
            await election.RoundAsync(CancellationToken.None);
        }

        var again = await second.CreateAsync(_stage.Stream(), Key, CancellationToken.None);
        var other = await second.CreateAsync(_stage.Stream(), Key with { Request = "another body" }, CancellationToken.None);

        Assert.Equal(made.Stream.Id, Assert.IsType<StreamCreation.MadeEarlier>(again).Stream.Id);
        Assert.IsType<StreamCreation.OtherRequest>(other);
        Assert.Equal(1, directory.Index.Count);
    }

    [Fact]
    public async Task There_are_never_more_than_may_be_and_a_deleted_one_makes_room()
    {
        _stage.Options.MaxStreams = 3;
        var (writes, directory, _) = await _stage.NodeAsync("one", leads: true);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => writes.CreateAsync(_stage.Stream(), null, CancellationToken.None)));
        Assert.Equal(3, outcomes.OfType<StreamCreation.MadeNow>().Count());
        Assert.Equal(5, outcomes.OfType<StreamCreation.AsManyAsMay>().Count());

        var first = outcomes.OfType<StreamCreation.MadeNow>().First().Stream;
        Assert.True(await writes.DeleteAsync(first.Id, CancellationToken.None));
        Assert.False(await writes.DeleteAsync(first.Id, CancellationToken.None));
        Assert.IsType<StreamCreation.MadeNow>(await writes.CreateAsync(_stage.Stream(), null, CancellationToken.None));
        Assert.Equal(3, directory.Index.Count);
    }

    [Fact]
    public async Task Changes_of_one_stream_at_the_same_time_are_all_made()
    {
        var (writes, _, _) = await _stage.NodeAsync("one", leads: true);
        var made = Assert.IsType<StreamCreation.MadeNow>(await writes.CreateAsync(_stage.Stream(""), null, CancellationToken.None));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => writes.ChangeAsync(made.Stream.Id, now => now with { Title = now.Title + i }, CancellationToken.None)));

        Assert.Equal("01234", string.Concat((await writes.ReadAsync(made.Stream.Id, CancellationToken.None))!.Title.Order()));
    }

    [Fact]
    public async Task What_happens_by_itself_any_node_notes()
    {
        var (leader, _, _) = await _stage.NodeAsync("one", leads: true);
        var (other, _, _) = await _stage.NodeAsync("two", leads: false);
        var made = Assert.IsType<StreamCreation.MadeNow>(await leader.CreateAsync(_stage.Stream(), null, CancellationToken.None));

        await other.NoteAsync(made.Stream.Id, now => now.Activated(_stage.Time.GetUtcNow()), CancellationToken.None);

        Assert.Equal(StreamStatus.Active, (await leader.ReadAsync(made.Stream.Id, CancellationToken.None))?.Status);
    }
}
