using System.Text.Json;
using Matinee.App.Playback;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>Two nodes that share a catalogue and a broker are one room.</summary>
public sealed class RoomsOnTwoNodesTests : IAsyncLifetime
{
    private readonly RoomInstallation _rooms = new();
    private RoomNode _one = null!; // made in InitializeAsync
    private RoomNode _two = null!; // made in InitializeAsync

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await _rooms.StartAsync("node1");
        _two = await _rooms.StartAsync("node2");
    }

    public ValueTask DisposeAsync() => _rooms.DisposeAsync();

    [Fact]
    public async Task A_command_on_one_node_is_the_state_of_the_other()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var other = await _two.FeedAsync(room);
        var version = other.View.State.Playback.Version;

        var answer = await _one.DoAsync(_rooms.Anna, "room.play", new { room, id = RoomInstallation.Id(), version });

        await RoomInstallation.UntilAsync(() => other.View.State.Playback.Playing);
        Assert.Equal(version + 1, answer.GetProperty("version").GetInt64());
        Assert.Equal(answer.GetProperty("state").GetProperty("at").GetDouble(), other.View.State.Playback.At);
    }

    [Fact]
    public async Task Of_two_commands_on_one_version_one_wins_and_the_other_is_told_the_state()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var version = (await _two.FeedAsync(room)).View.State.Playback.Version;

        var both = await Task.WhenAll(
            _one.CallAsync(_rooms.Anna, "room.play", new { room, id = RoomInstallation.Id(), version }),
            _two.CallAsync(_rooms.Bert, "room.seek", new { room, id = RoomInstallation.Id(), version, position = 30 }));

        var refusal = Assert.Single(both, answer => answer.Error is not null).Error!; // not null, it says
        Assert.Equal(4409u, refusal.Code);
        Assert.Equal(version + 1, JsonDocument.Parse(refusal.Message).RootElement.GetProperty("state").GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_command_that_is_sent_again_to_another_node_happens_once()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var call = new { room, id = RoomInstallation.Id(), text = "Hello" };

        var first = await _one.DoAsync(_rooms.Anna, "chat.send", call);
        var again = await _two.DoAsync(_rooms.Anna, "chat.send", call);

        Assert.Equal(first.GetProperty("offset").GetInt64(), again.GetProperty("offset").GetInt64());
        await (await _two.FeedAsync(room)).CatchUpAsync(Stop);
        await _two.Get<ChatWriter>().FlushAsync(Stop);
        Assert.Single(await _one.Get<MessageStore>().ListAsync(room, null, null, null, 10, Stop));
    }

    [Fact]
    public async Task Queue_edits_of_both_nodes_are_all_kept()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var films = new[] { await RoomInstallation.FilmAsync(_one, _rooms.Anna, "A"), await RoomInstallation.FilmAsync(_one, _rooms.Bert, "B") };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? _one.DoAsync(_rooms.Anna, "room.queue.add", new { room, id = RoomInstallation.Id(), videoId = films[0].Id })
            : _two.DoAsync(_rooms.Bert, "room.queue.add", new { room, id = RoomInstallation.Id(), videoId = films[1].Id })));

        var one = await _one.FeedAsync(room);
        await one.CatchUpAsync(Stop);
        Assert.Equal(21, one.View.State.Queue.Items.Length);
        Assert.Equal(10, one.View.State.Queue.Items.Count(item => item.AddedBy?.Id == _rooms.Bert));
    }

    [Fact]
    public async Task The_end_of_a_film_leads_on_once()
    {
        var (room, film) = await _rooms.OpenRoomAsync(_one);
        foreach (var _ in new[] { 1, 2 })
            await _one.DoAsync(_rooms.Anna, "room.queue.add", new { room, id = RoomInstallation.Id(), videoId = film.Id });
        var (one, two) = (await _one.ArriveAsync(room, _rooms.Anna, "c1"), await _two.ArriveAsync(room, _rooms.Bert, "c2"));
        await _one.DoAsync(_rooms.Anna, "room.seek", new { room, id = RoomInstallation.Id(), version = one.View.State.Playback.Version, position = 59.9 });
        await one.CatchUpAsync(Stop);

        await _one.DoAsync(_rooms.Anna, "room.play", new { room, id = RoomInstallation.Id(), version = one.View.State.Playback.Version });

        await RoomInstallation.UntilAsync(() => two.View.State.Playback.Cause?.Action == "next" && two.View.State.Queue.Version == one.View.State.Queue.Version);
        Assert.Equal(two.View.State.Queue.Items[1].Element, two.View.State.Playback.Item?.Element);
        Assert.True(two.View.State.Playback.Playing);
    }

    [Fact]
    public async Task A_member_of_two_nodes_is_one_and_leaves_with_the_last_connection()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var feed = await _one.ArriveAsync(room, _rooms.Bert, "phone");
        await _two.ArriveAsync(room, _rooms.Bert, "laptop");
        await RoomInstallation.UntilAsync(() => feed.View.State.Present.GetValueOrDefault(_rooms.Bert)?.Member.Devices == 2);

        _one.Get<Attendance>().Leave(room, _rooms.Bert, "phone", TimeSpan.Zero);
        await RoomInstallation.UntilAsync(() => feed.View.State.Present.GetValueOrDefault(_rooms.Bert)?.Member.Devices == 1);

        _two.Get<Attendance>().Leave(room, _rooms.Bert, "laptop", TimeSpan.Zero);
        await RoomInstallation.UntilAsync(() => feed.View.State.Present.IsEmpty);
    }

    [Fact]
    public async Task Who_is_back_within_the_grace_has_not_been_away_and_who_is_not_has_left()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var feed = await _one.ArriveAsync(room, _rooms.Anna, "c1");
        await _one.ArriveAsync(room, _rooms.Bert, "c2");
        var before = feed.View.Position;

        _one.Get<Attendance>().Leave(room, _rooms.Anna, "c1", TimeSpan.FromSeconds(30));
        await Task.Delay(TimeSpan.FromSeconds(2.5), Stop); // a look each second
        await _one.ArriveAsync(room, _rooms.Anna, "c3");
        await feed.CatchUpAsync(Stop);
        Assert.Equal(before, feed.View.Position);

        _one.Get<Attendance>().Leave(room, _rooms.Bert, "c2", TimeSpan.FromSeconds(1.5));
        await RoomInstallation.UntilAsync(() => feed.View.State.Present.Keys.SequenceEqual([_rooms.Anna]));
    }

    [Fact]
    public async Task The_members_of_a_node_that_dies_vanish_in_one_though_it_is_back_at_once()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var feed = await _one.ArriveAsync(room, _rooms.Anna, "c1");
        await _two.ArriveAsync(room, _rooms.Bert, "c2");
        await _two.ArriveAsync(room, _rooms.Cleo, "c3");
        await RoomInstallation.UntilAsync(() => feed.View.State.Present.Count == 3);
        var before = feed.View.Position.Offset;

        _rooms.Forget(_two);
        await _two.KillAsync();
        await _rooms.StartAsync("node2"); // nobody comes to the room through it

        await RoomInstallation.UntilAsync(() => feed.View.State.Present.Keys.SequenceEqual([_rooms.Anna]));
        Assert.Equal(before + 1, feed.View.Position.Offset);
    }

    [Fact]
    public async Task Who_is_banned_on_one_node_may_nothing_on_the_other_at_once()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        await _two.ArriveAsync(room, _rooms.Bert, "c2");
        await _two.DoAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = "Hello" });
        var grant = (await _two.Get<MemberStore>().FindAsync(room, _rooms.Bert, Stop))!.GrantId; // a member

        await _one.DoAsync(_rooms.Anna, "room.ban", new { room, id = RoomInstallation.Id(), member = _rooms.Bert, reason = "Enough" });

        await (await _two.FeedAsync(room)).CatchUpAsync(Stop);
        Assert.Equal(4403u, (await _two.CallAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = "Still here?" })).Error?.Code);
        await RoomInstallation.UntilAsync(() => !_two.Get<Attendance>().ClientsOf(room, _rooms.Bert).Any() && !_two.Get<HeldConnections>().Ended.IsEmpty);
        Assert.Equal((_rooms.Bert, "banned"), Assert.Single(_two.Get<HeldConnections>().Ended));
        Assert.True(await _two.Get<BanStore>().IsBannedAsync(room, _rooms.Bert, Stop));
        Assert.True(_one.Get<RevokedGrants>().IsRevoked(grant));
        Assert.Equal("ban", Assert.Single(await _one.Get<ModerationRecordStore>().ListAsync(room, null, 10, Stop)).Action);
    }

    [Fact]
    public async Task Who_is_muted_may_not_write_and_watches_on()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        await _two.DoAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = "Hello" });

        await _one.DoAsync(_rooms.Anna, "room.mute", new { room, id = RoomInstallation.Id(), member = _rooms.Bert, seconds = 60 });

        var feed = await _two.FeedAsync(room);
        await feed.CatchUpAsync(Stop);
        Assert.Equal(4403u, (await _two.CallAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = "Hm" })).Error?.Code);
        await _two.DoAsync(_rooms.Bert, "room.play", new { room, id = RoomInstallation.Id(), version = feed.View.State.Playback.Version });
    }

    [Fact]
    public async Task A_stalled_member_of_the_other_node_makes_the_room_wait_and_its_recovery_ends_that()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_one);
        var feed = await _one.ArriveAsync(room, _rooms.Anna, "c1");
        await _two.ArriveAsync(room, _rooms.Bert, "c2");
        await _one.DoAsync(_rooms.Anna, "room.play", new { room, id = RoomInstallation.Id(), version = feed.View.State.Playback.Version });
        Report("sync");
        await Task.Delay(700, Stop);

        for (var i = 0; i < 300 && feed.View.State.Playback.WaitingFor is null; i++)
        {
            Report("buffer");
            await Task.Delay(200, Stop);
        }

        Assert.Equal([_rooms.Bert], feed.View.State.Playback.WaitingFor?.Members.Select(member => member.Id));
        Report("sync");
        await RoomInstallation.UntilAsync(() => feed.View.State.Playback is { Playing: true, WaitingFor: null });

        void Report(string state) => _two.Get<ReportDesk>().Take(room, _rooms.Bert, JsonSerializer.SerializeToUtf8Bytes(new { kind = "report", state, rtt = 12.5 }));
    }
}
