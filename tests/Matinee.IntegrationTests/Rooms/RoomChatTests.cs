using System.Text.Json;
using Matinee.App.Rooms;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>The chat and what is kept of a room, on a file.</summary>
public sealed class RoomChatTests : RoomChatConformance;

/// <summary>The same on PostgreSQL.</summary>
[OnPostgres]
public sealed class RoomChatOnPostgresTests : RoomChatConformance;

public abstract class RoomChatConformance : IAsyncLifetime
{
    private readonly RoomInstallation _rooms = new();
    private RoomNode _node = null!; // made in InitializeAsync

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await _rooms.StartAsync("node1");

    public async ValueTask DisposeAsync()
    {
        await _rooms.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_said_edited_reacted_to_pinned_and_deleted_is_so_in_the_catalogue()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var (first, second) = (RoomInstallation.Id(), RoomInstallation.Id());
        await _node.DoAsync(_rooms.Bert, "chat.send", new { room, id = first, text = "Helo" });
        await _node.DoAsync(_rooms.Cleo, "chat.send", new { room, id = second, text = "Hi!", replyTo = first });

        await _node.DoAsync(_rooms.Bert, "chat.edit", new { room, id = RoomInstallation.Id(), message = first, text = "Hello" });
        await _node.DoAsync(_rooms.Cleo, "chat.react", new { room, id = RoomInstallation.Id(), message = first, emote = "👍", on = true });
        await _node.DoAsync(_rooms.Anna, "chat.pin", new { room, id = RoomInstallation.Id(), message = first, on = true });
        await _node.DoAsync(_rooms.Anna, "chat.delete", new { room, id = RoomInstallation.Id(), message = second });

        var kept = await KeptAsync(room);
        Assert.Equal([second, first], kept.Select(message => message.Id.Value));
        Assert.True(kept[0] is { Deleted: true, Text: "" });
        Assert.Equal(first, kept[0].ReplyTo?.Value);
        Assert.True(kept[1] is { Text: "Hello", Pinned: true, EditedAt: not null });
        Assert.Equal([_rooms.Cleo], kept[1].Reactions["👍"]);
        Assert.Equal([first], (await _node.FeedAsync(room)).View.State.Pins.Select(pin => pin.Value));
    }

    [Fact]
    public async Task Only_the_author_edits_and_only_who_moderates_deletes_anothers()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var message = RoomInstallation.Id();
        await _node.DoAsync(_rooms.Bert, "chat.send", new { room, id = message, text = "Hello" });

        Assert.Equal(4403u, (await _node.CallAsync(_rooms.Anna, "chat.edit", new { room, id = RoomInstallation.Id(), message, text = "Bye" })).Error?.Code);
        Assert.Equal(4403u, (await _node.CallAsync(_rooms.Cleo, "chat.delete", new { room, id = RoomInstallation.Id(), message })).Error?.Code);
        Assert.Equal(4403u, (await _node.CallAsync(_rooms.Bert, "chat.pin", new { room, id = RoomInstallation.Id(), message })).Error?.Code);
        Assert.Equal(4404u, (await _node.CallAsync(_rooms.Bert, "chat.react", new { room, id = RoomInstallation.Id(), message = RoomInstallation.Id(), emote = "x" })).Error?.Code);
    }

    [Fact]
    public async Task Messages_are_found_by_words_and_read_page_by_page()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        foreach (var text in new[] { "One 100% Film", "two", "three films", "ÄPFEL" })
            await _node.DoAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text });
        await KeptAsync(room);
        var store = _node.Get<MessageStore>();

        Assert.Equal(["three films", "One 100% Film"], (await store.ListAsync(room, null, "film", null, 10, Stop)).Select(m => m.Text));
        Assert.Equal(["One 100% Film"], (await store.ListAsync(room, null, "100%", null, 10, Stop)).Select(m => m.Text));
        Assert.Equal(["ÄPFEL"], (await store.ListAsync(room, null, "äpfel", null, 10, Stop)).Select(m => m.Text));
        var newest = await store.ListAsync(room, null, null, null, 2, Stop);
        var next = new Matinee.App.Http.PageCursor(newest[1].At.ToString("R", System.Globalization.CultureInfo.InvariantCulture), newest[1].Id.Value);
        Assert.Equal(["two", "One 100% Film"], (await store.ListAsync(room, next, null, null, 5, Stop)).Select(m => m.Text));
    }

    [Fact]
    public async Task A_thread_is_read_by_itself()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var first = RoomInstallation.Id();
        await _node.DoAsync(_rooms.Bert, "chat.send", new { room, id = first, text = "Which film?" });
        await _node.DoAsync(_rooms.Cleo, "chat.send", new { room, id = RoomInstallation.Id(), text = "This one", thread = first });
        await _node.DoAsync(_rooms.Cleo, "chat.send", new { room, id = RoomInstallation.Id(), text = "Something else" });
        await KeptAsync(room);

        var thread = await _node.Get<MessageStore>().ListAsync(room, null, null, new CommandId(first), 10, Stop);

        Assert.Equal(["This one", "Which film?"], thread.Select(message => message.Text));
    }

    [Fact]
    public async Task Who_writes_too_fast_is_told_when_to_come_back()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        CallError? error = null;
        var sent = 0;
        // Whoever is served slowly may write on at ten a second, until the hundred of a minute.
        for (; sent < 200 && error is null; sent++)
            error = (await _node.CallAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = $"Message {sent}" })).Error;

        Assert.Equal(4429u, error?.Code);
        Assert.InRange(sent, 20, 200);
        Assert.InRange(JsonDocument.Parse(error!.Message).RootElement.GetProperty("retryAfterMs").GetInt64(), 1, 1000); // there is one
        Assert.Null((await _node.CallAsync(_rooms.Cleo, "chat.send", new { room, id = RoomInstallation.Id(), text = "Me too" })).Error);
    }

    [Fact]
    public async Task Slow_mode_holds_for_members_and_not_for_who_moderates()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        await _node.DoAsync(_rooms.Anna, "room.settings", new { room, id = RoomInstallation.Id(), slowModeSeconds = 30 });

        await _node.DoAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = "One" });

        Assert.Equal(4429u, (await _node.CallAsync(_rooms.Bert, "chat.send", new { room, id = RoomInstallation.Id(), text = "Two" })).Error?.Code);
        await _node.DoAsync(_rooms.Anna, "chat.send", new { room, id = RoomInstallation.Id(), text = "A" });
        await _node.DoAsync(_rooms.Anna, "chat.send", new { room, id = RoomInstallation.Id(), text = "B" });
    }

    [Fact]
    public async Task A_room_goes_on_where_it_was_after_all_nodes_have_died()
    {
        var (room, film) = await _rooms.OpenRoomAsync(_node);
        await _node.DoAsync(_rooms.Anna, "room.queue.add", new { room, id = RoomInstallation.Id(), videoId = film.Id });
        var feed = await _node.FeedAsync(room);
        await _node.DoAsync(_rooms.Anna, "room.seek", new { room, id = RoomInstallation.Id(), version = feed.View.State.Playback.Version, position = 33 });
        await _node.DoAsync(_rooms.Anna, "chat.send", new { room, id = RoomInstallation.Id(), text = "Back in a minute" });
        await feed.CatchUpAsync(Stop);
        await _node.Get<CheckpointWriter>().FlushAsync(Stop);
        _rooms.Forget(_node);
        await _node.KillAsync();
        _rooms.Wires.Lose();

        var node = await _rooms.StartAsync("node1");
        var again = (await node.FeedAsync(room)).View;

        Assert.Equal(33, again.State.Playback.Position);
        Assert.Equal(2, again.State.Queue.Items.Length);
        Assert.Equal("Back in a minute", Assert.Single(again.Chat.Messages).Text);
        await node.DoAsync(_rooms.Anna, "room.play", new { room, id = RoomInstallation.Id(), version = again.State.Playback.Version });
    }

    [Fact]
    public async Task What_a_dead_node_had_not_written_is_taken_from_the_log()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var feed = await _node.FeedAsync(room);
        await _node.Get<ChatWriter>().StopAsync(Stop);
        await _node.DoAsync(_rooms.Anna, "chat.send", new { room, id = RoomInstallation.Id(), text = "Unwritten" });
        await _node.DoAsync(_rooms.Anna, "room.seek", new { room, id = RoomInstallation.Id(), version = feed.View.State.Playback.Version, position = 12 });
        _rooms.Forget(_node);
        await _node.KillAsync();

        var node = await _rooms.StartAsync("node2");
        var view = (await node.FeedAsync(room)).View;

        Assert.Equal(12, view.State.Playback.Position);
        Assert.Equal("Unwritten", Assert.Single(view.Chat.Messages).Text);
        var store = node.Get<MessageStore>();
        await Patient.UntilAsync(async () => (await store.ListAsync(room, null, null, null, 10, Stop)).Count > 0, Stop);
        Assert.Single(await store.ListAsync(room, null, null, null, 10, Stop));
    }

    [Fact]
    public async Task Old_and_surplus_messages_go_and_pinned_ones_stay()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var now = (double)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var day = TimeSpan.FromDays(1).TotalMilliseconds;
        var old = Message("old", now - 31 * day);
        var pinned = Message("pinned", now - 40 * day).Pin(true, now);
        var rest = Enumerable.Range(0, 6).Select(i => Message($"m{i}", now - i)).ToArray();
        var store = _node.Get<MessageStore>();
        await store.PutAllAsync([.. rest.Append(old).Append(pinned).Select(message => (room, message))], Stop);

        await _node.Get<RoomSweepWorker>().SweepAsync(Stop);
        Assert.DoesNotContain("old", (await store.ListAsync(room, null, null, null, 20, Stop)).Select(m => m.Text));

        await store.SweepCountAsync(4, Stop);
        Assert.Equal(["m0", "m1", "m2", "m3", "pinned"], (await store.ListAsync(room, null, null, null, 20, Stop)).Select(m => m.Text));

        ChatMessage Message(string text, double at) => ChatMessage.Sent(CommandId.New(TimeProvider.System), new(_rooms.Anna, "Anna"), text, at, null, null);
    }

    [Fact]
    public async Task An_older_form_of_a_message_changes_nothing()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var store = _node.Get<MessageStore>();
        var message = ChatMessage.Sent(CommandId.New(TimeProvider.System), new(_rooms.Anna, "Anna"), "one", 10, null, null);

        await store.PutAllAsync([(room, message.Edit("two", 20))], Stop);
        await store.PutAllAsync([(room, message), (room, message.Edit("before", 15))], Stop);

        Assert.Equal("two", (await store.FindAsync(room, message.Id, Stop))?.Text);
    }

    [Fact]
    public async Task Words_for_one_reach_only_those_in_a_room_together()
    {
        var (room, _) = await _rooms.OpenRoomAsync(_node);
        var call = new { room, id = RoomInstallation.Id(), to = _rooms.Cleo, text = "Between us" };

        await _node.DoAsync(_rooms.Bert, "dm.send", call);
        await _node.DoAsync(_rooms.Bert, "dm.send", call);

        Assert.Equal("Between us", Assert.Single(await _node.Get<DirectMessageStore>().ListAsync(_rooms.Cleo, _rooms.Bert, null, 10, Stop)).Text);
        Assert.Equal(4404u, (await _node.CallAsync(_rooms.Bert, "dm.send", new { room, id = RoomInstallation.Id(), to = "u0000000000000xyz", text = "Hm" })).Error?.Code);
    }

    private async Task<IReadOnlyList<ChatMessage>> KeptAsync(RoomId room)
    {
        await (await _node.FeedAsync(room)).CatchUpAsync(Stop);
        await _node.Get<ChatWriter>().FlushAsync(Stop);
        return await _node.Get<MessageStore>().ListAsync(room, null, null, null, 20, Stop);
    }
}
