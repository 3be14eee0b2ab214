using System.Text;
using System.Text.Json;
using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class RoomWireTests
{
    private static readonly CommandId Id = CommandId.New(TimeProvider.System);

    [Fact]
    public void A_part_that_ended_is_told_as_null_and_one_that_did_not_change_is_not_told()
    {
        var news = new RoomNews.Played(Id, 12.5, null, PlaybackState.Empty, Vote: new(null));

        var data = JsonDocument.Parse(RoomWire.Write(news)).RootElement.GetProperty("data");

        Assert.Equal(JsonValueKind.Null, data.GetProperty("vote").ValueKind);
        Assert.False(data.TryGetProperty("ready", out _));
        Assert.False(data.GetProperty("playing").GetBoolean());
    }

    [Fact]
    public void A_message_has_the_shape_that_was_agreed()
    {
        var message = ChatMessage.Sent(Id, new(RoomStage.Anna, "Anna"), "Hello", 17.25, null, null).React("👍", RoomStage.Bert, true, 18);

        var root = JsonDocument.Parse(RoomWire.Write(new RoomNews.Chatted(Id, 17.25, new(RoomStage.Anna, "Anna"), ChatOp.Sent, message))).RootElement;

        Assert.Equal("chat", root.GetProperty("kind").GetString());
        Assert.Equal(17.25, root.GetProperty("at").GetDouble());
        Assert.Equal("Anna", root.GetProperty("user").GetProperty("name").GetString());
        var data = root.GetProperty("data");
        Assert.Equal("sent", data.GetProperty("op").GetString());
        Assert.Equal(RoomStage.Bert.Value, data.GetProperty("message").GetProperty("reactions").GetProperty("👍")[0].GetString());
        Assert.False(data.GetProperty("message").TryGetProperty("deleted", out _));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var stage = new RoomStage(RoomMode.Vote);
        stage.Do(RoomStage.Bert, (state, context) => VoteCommands.Start(state, context, VoteAction.Item, stage.Films[2].Element));
        var state = JsonSerializer.Serialize(stage.State, WireJson.Default.RoomState);

        var again = JsonSerializer.Deserialize(state, WireJson.Default.RoomState);

        Assert.Equal(state, JsonSerializer.Serialize(again!, WireJson.Default.RoomState)); // just written
        Assert.Equal(stage.State.Vote?.Element, again?.Vote?.Element);
        Assert.Equal(3, again?.Present.Count);
    }

    [Fact]
    public void Many_who_come_and_go_are_told_of_in_one()
    {
        var stage = new RoomStage(RoomMode.Everyone);
        var before = stage.State.Present;
        List<MemberMove> moves =
        [
            .. before.Values.Select(present => MemberMove.Of(stage.State, present.Member, "node1", 0)),
            MemberMove.Of(stage.State, before[RoomStage.Anna].Member with { Id = new("u0000000000000new"), Name = "New" }, "node2", 2),
        ];

        var news = RoomNews.Attended.Of(stage.State, Id, 5, "node1", moves);
        Assert.True(RoomWire.TryRead(RoomWire.Write(news), out var read));
        var after = stage.State.Apply(read);

        Assert.Equal([.. before.Select(_ => MemberOp.Left), MemberOp.Joined], ((RoomNews.Attended)read).Moves.Select(move => move.Op));
        Assert.Equal(1, ((RoomNews.Attended)read).MemberCount);
        Assert.Equal("New", Assert.Single(after.Present.Values).Member.Name);
        Assert.False(JsonDocument.Parse(RoomWire.Write(RoomNews.Attended.Of(stage.State, Id, 5, "node1", moves[..1]))).RootElement.GetProperty("data").TryGetProperty("more", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"kind\":\"member\",\"at\":1,\"data\":{\"op\":\"left\",\"member\":{\"id\":\"u00000001\",\"name\":\"A\"},\"more\":[{}]}}")]
    [InlineData("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"kind\":\"member\",\"at\":1,\"data\":{\"op\":\"left\",\"member\":{\"id\":\"u00000001\",\"name\":\"A\"},\"more\":[null]}}")]
    [InlineData("[]")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"kind\":\"chat\",\"at\":1,\"data\":{}}")]
    [InlineData("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"kind\":\"nothing\",\"at\":1,\"data\":{}}")]
    [InlineData("{\"id\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"kind\":\"playback\",\"at\":1,\"data\":{\"rate\":\"fast\"}}")]
    public void What_nobody_of_us_wrote_is_no_news(string text)
    {
        Assert.False(RoomWire.TryRead(Encoding.UTF8.GetBytes(text), out var news) && news is RoomNews.Chatted { Message: null });
        Assert.True(news is null);
    }

    [Theory]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV", true)]
    [InlineData("81ARZ3NDEKTSV4RRFFQ69G5FAV", false)]
    [InlineData("01arz3ndektsv4rrffq69g5fav", false)]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FA", false)]
    public void An_id_of_a_command_is_a_canonical_ULID(string text, bool valid)
    {
        Assert.Equal(valid, CommandId.TryParse(text, out _));
        Assert.True(CommandId.TryParse(CommandId.New(TimeProvider.System).Value, out _));
    }
}
