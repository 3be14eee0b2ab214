using System.Diagnostics;
using Matinee.App.Accounts;
using Matinee.App.Nodes;
using Matinee.App.Rooms;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.IntegrationTests.Realtime;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>Nodes lose the way to the store, go on by themselves, and become one room again.</summary>
public sealed class RoomsCutOffTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly RoomInstallation _rooms = new();
    private SwitchedBroker _way1 = null!; // made in InitializeAsync
    private SwitchedBroker _way2 = null!; // made in InitializeAsync
    private RoomNode _one = null!; // made in InitializeAsync
    private RoomNode _two = null!; // made in InitializeAsync

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _way1 = new SwitchedBroker(_rooms.Wires.Broker);
        _way2 = new SwitchedBroker(_rooms.Wires.Broker);
        _one = await _rooms.StartAsync("node1", _way1);
        _two = await _rooms.StartAsync("node2", _way2);
        foreach (var node in new[] { _one, _two })
            node.Get<Matinee.Realtime.Brokers.GuardedBroker>().HealFailed += (channel, e) => output.WriteLine($"{channel}: {e}");
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_both_sides_said_and_did_is_in_the_room_that_they_become_again(bool bothAreCut)
    {
        var (room, first) = await _rooms.OpenRoomAsync(_one);
        var (here, there) = (await _one.ArriveAsync(room, _rooms.Anna, "a1"), await _two.ArriveAsync(room, _rooms.Bert, "b1"));
        await SayAsync(_one, _rooms.Anna, room, "before");
        await RoomInstallation.UntilAsync(() => there.View.Chat.Messages.Length == 1 && here.View.State.Present.Count == 2 && there.View.State.Present.Count == 2);
        var parted = here.View.Position;
        var version = here.View.State.Playback.Version;
        var (second, third) = (await RoomInstallation.FilmAsync(_one, _rooms.Anna, "Second film"), await RoomInstallation.FilmAsync(_one, _rooms.Bert, "Third film"));

        _way1.TurnOff(andSay: true);
        if (bothAreCut)
            _way2.TurnOff(andSay: true);
        await SayAsync(_one, _rooms.Anna, room, "here");
        await SayAsync(_two, _rooms.Bert, room, "there");
        await _one.DoAsync(_rooms.Anna, "room.queue.add", new { room, id = RoomInstallation.Id(), videoId = second.Id });
        await _two.DoAsync(_rooms.Bert, "room.queue.add", new { room, id = RoomInstallation.Id(), videoId = third.Id });
        await _one.DoAsync(_rooms.Anna, "room.play", new { room, id = RoomInstallation.Id(), version });
        await _two.DoAsync(_rooms.Bert, "room.seek", new { room, id = RoomInstallation.Id(), version, position = 10 });
        await _two.DoAsync(_rooms.Bert, "room.seek", new { room, id = RoomInstallation.Id(), version = version + 1, position = 20 });
        await _one.ArriveAsync(room, _rooms.Cleo, "c1");

        Assert.True(here.View.Position.IsAlone);
        Assert.Equal(["before", "here"], here.View.Chat.Messages.Select(m => m.Text));
        _way1.TurnOn();
        _way2.TurnOn();
        await TogetherAsync(here, there, 3);
        await SaidAsync(here, "before", "here", "there");
        await SaidAsync(there, "before", "here", "there");

        Assert.NotEqual(parted.Epoch, here.View.Position.Epoch);
        Assert.Equal(here.View.Position.Epoch, there.View.Position.Epoch);
        foreach (var view in new[] { here.View, there.View })
        {
            Assert.Equal(20, view.State.Playback.Position);
            // Number 1 meant two things; so may number 2 where the second node went on with the others.
            Assert.InRange(view.State.Playback.Version, version + (bothAreCut ? 2 : 3), version + 3);
            Assert.Equal(new[] { first.Id, second.Id, third.Id }.ToHashSet(), view.State.Queue.Items.Select(item => item.VideoId).ToHashSet());
            Assert.Equal(["Anna", "Bert", "Cleo"], view.State.Present.Values.Select(present => present.Member.Name).Order());
        }

        Assert.Equal(here.View.State.Queue.Items.Select(item => item.Element), there.View.State.Queue.Items.Select(item => item.Element));
        await SayAsync(_two, _rooms.Bert, room, "after");
        await RoomInstallation.UntilAsync(() => here.View.Chat.Messages is [.., { Text: "after" }]);
    }

    [Fact]
    public async Task Whoever_one_side_put_out_is_out_on_both()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var (here, there) = (await _one.ArriveAsync(room, _rooms.Anna, "a1"), await _two.ArriveAsync(room, _rooms.Bert, "b1"));
        await RoomInstallation.UntilAsync(() => here.View.State.Present.Count == 2 && there.View.State.Present.Count == 2);

        _way1.TurnOff(andSay: true);
        _way2.TurnOff(andSay: true);
        await SayAsync(_two, _rooms.Bert, room, "still here");
        await _one.DoAsync(_rooms.Anna, "room.ban", new { room, id = RoomInstallation.Id(), member = _rooms.Bert });
        _way1.TurnOn();
        _way2.TurnOn();

        await TogetherAsync(here, there, 1);
        await RoomInstallation.UntilAsync(() => _two.Get<HeldConnections>().Ended.Any(ended => ended.User == _rooms.Bert));
        await SaidAsync(here, "still here");
        Assert.Equal(_rooms.Anna, Assert.Single(there.View.State.Present.Keys));
    }

    [Fact]
    public async Task Whoever_the_others_took_for_dead_is_there_again_for_all()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var (here, there) = (await _one.ArriveAsync(room, _rooms.Anna, "a1"), await _two.ArriveAsync(room, _rooms.Bert, "b1"));
        await RoomInstallation.UntilAsync(() => here.View.State.Present.Count == 2 && there.View.State.Present.Count == 2);

        _way1.TurnOff(andSay: true);
        await SayAsync(_one, _rooms.Anna, room, "alone");
        await _two.Get<Attendance>().BuryAsync(there, RoomSpeaker.Of(_one.Get<NodeIdentity>()), Stop);
        Assert.Equal(_rooms.Bert, Assert.Single(there.View.State.Present.Keys));
        _way1.TurnOn();

        await TogetherAsync(here, there, 2);
    }

    [Fact]
    public async Task A_store_that_comes_back_empty_gets_the_room_from_its_nodes()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var (here, there) = (await _one.ArriveAsync(room, _rooms.Anna, "a1"), await _two.ArriveAsync(room, _rooms.Bert, "b1"));
        await RoomInstallation.UntilAsync(() => here.View.State.Present.Count == 2 && there.View.State.Present.Count == 2);

        _way1.TurnOff(andSay: true);
        _way2.TurnOff(andSay: true);
        await SayAsync(_one, _rooms.Anna, room, "here");
        await SayAsync(_two, _rooms.Bert, room, "there");
        await _rooms.Wires.Broker.RemoveAsync(room.Channel, null, Stop);
        _way1.TurnOn();
        _way2.TurnOn();

        await TogetherAsync(here, there, 2);
        await SaidAsync(here, "here", "there");
        await SaidAsync(there, "here", "there");
        await _one.Get<ChatWriter>().FlushAsync(here, Stop);
        Assert.Equal(["here", "there"], (await _one.Get<MessageStore>().ListAsync(room, null, null, null, 10, Stop)).Select(m => m.Text).Reverse());
    }

    [Fact]
    public async Task A_command_that_was_taken_alone_and_is_sent_again_afterwards_happens_once()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var here = await _one.ArriveAsync(room, _rooms.Anna, "a1");
        var call = new { room, id = RoomInstallation.Id(), text = "once" };

        _way1.TurnOff(andSay: true);
        await _one.DoAsync(_rooms.Anna, "chat.send", call);
        _way1.TurnOn();
        await RoomInstallation.UntilAsync(() => here.View.Chat.Messages.Length == 1 && !here.View.Position.IsAlone);
        var before = here.View.Position;
        await _one.DoAsync(_rooms.Anna, "chat.send", call);

        Assert.Equal("once", Assert.Single(here.View.Chat.Messages).Text);
        Assert.Equal(before, (await _rooms.Wires.Broker.TopAsync(room.Channel, Stop)).Position);
    }

    private static async Task TogetherAsync(RoomFeed one, RoomFeed two, int present)
    {
        for (var began = Stopwatch.GetTimestamp(); !IsTogether(one, two, present) && Stopwatch.GetElapsedTime(began) < Patient.Limit;)
            await Task.Delay(20, Stop);
        Assert.True(IsTogether(one, two, present), string.Join('\n', new[] { one.View, two.View }.Select(view =>
            $"{view.Position} {view.State.Playback} {string.Join(' ', view.State.Present.Values.Select(p => p.Person.Name))}")));
    }

    /// <summary>While the second heals what it has, both may for a moment be where the first has left the room.</summary>
    private static async Task SaidAsync(RoomFeed feed, params string[] texts)
    {
        for (var began = Stopwatch.GetTimestamp(); !feed.View.Chat.Messages.Select(m => m.Text).SequenceEqual(texts) && Stopwatch.GetElapsedTime(began) < Patient.Limit;)
            await Task.Delay(20, Stop);
        Assert.Equal(texts, feed.View.Chat.Messages.Select(m => m.Text));
    }

    private static bool IsTogether(RoomFeed one, RoomFeed two, int present) =>
        one.View.Position == two.View.Position && !one.View.Position.IsAlone && one.View.State.Playback == two.View.State.Playback
        && one.View.State.Present.Count == present && two.View.State.Present.Count == present;

    private static Task<System.Text.Json.JsonElement> SayAsync(RoomNode node, UserId user, RoomId room, string text) => node.DoAsync(user, "chat.send", new { room, id = RoomInstallation.Id(), text });
}
