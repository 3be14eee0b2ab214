using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Matinee.App.Library;

namespace Matinee.App.Rooms.State;

[JsonConverter(typeof(CamelCaseEnumConverter<ChatOp>))]
internal enum ChatOp
{
    Sent,
    Edited,
    Deleted,
    Reacted,
    Pinned,
    Unpinned,
}

[JsonConverter(typeof(CamelCaseEnumConverter<MemberOp>))]
internal enum MemberOp
{
    Joined,
    Left,
    Changed,
}

[JsonConverter(typeof(CamelCaseEnumConverter<ModerationOp>))]
internal enum ModerationOp
{
    Kicked,
    Banned,
    Muted,
    Unmuted,
    Slow,
    Locked,
}

/// <summary>A part that changed, perhaps to nothing.</summary>
internal sealed record PartChange<T>(T? Value) where T : class;

/// <summary>One publication of a room.</summary>
/// <param name="At">Cluster time in ms.</param>
/// <param name="User">Null: the room itself.</param>
internal abstract record RoomNews(CommandId Id, double At, RoomPerson? User)
{
    public abstract RoomTopic Topic { get; }

    public sealed record Chatted(CommandId Id, double At, RoomPerson? User, ChatOp Op, ChatMessage Message) : RoomNews(Id, At, User)
    {
        public override RoomTopic Topic => RoomTopic.Chat;
    }

    /// <param name="Starts">The item begins here: the queue goes on to it.</param>
    public sealed record Played(
        CommandId Id, double At, RoomPerson? User, PlaybackState Playback, bool Starts = false,
        PartChange<ReadyCheck>? Ready = null, PartChange<RoomVote>? Vote = null, PartChange<StartCountdown>? Countdown = null) : RoomNews(Id, At, User)
    {
        public override RoomTopic Topic => RoomTopic.Playback;
    }

    public sealed record QueueEdited(CommandId Id, double At, RoomPerson? User, RoomQueue Queue) : RoomNews(Id, At, User)
    {
        public override RoomTopic Topic => RoomTopic.Queue;
    }

    /// <summary>Somebody came, went or changed; a node whose members do so in numbers tells of all in one.</summary>
    /// <param name="MemberCount">After all of it.</param>
    /// <param name="Node">Whose connections changed; null when only the member did.</param>
    /// <param name="Connections">As many as that node has of the member now.</param>
    public sealed record Attended(
        CommandId Id, double At, RoomPerson? User, MemberOp Op, PresentMember Member, int MemberCount, string? Node, int Connections) : RoomNews(Id, At, User)
    {
        /// <summary>No more than so many in one.</summary>
        public const int Most = 100;

        public override RoomTopic Topic => RoomTopic.Member;

        /// <summary>Who else, through the same node.</summary>
        public ImmutableArray<MemberMove> More { get; init; } = [];

        public IEnumerable<MemberMove> Moves => More.Prepend(new(Op, Member, Connections));

        /// <param name="moves">One at least, each of another member.</param>
        public static Attended Of(RoomState state, CommandId id, double at, string node, IReadOnlyList<MemberMove> moves)
        {
            var first = moves[0];
            var count = state.Present.Count + moves.Count(move => move.Op == MemberOp.Joined) - moves.Count(move => move.Op == MemberOp.Left);
            return new(id, at, moves.Count == 1 ? first.Member.Person : null, first.Op, first.Member, count, node, first.Connections) { More = [.. moves.Skip(1)] };
        }
    }

    public sealed record Configured(CommandId Id, double At, RoomPerson? User, RoomSettings Settings) : RoomNews(Id, At, User)
    {
        public override RoomTopic Topic => RoomTopic.Settings;
    }

    public sealed record Moderated(
        CommandId Id, double At, RoomPerson? User, ModerationOp Op, RoomPerson? Target, double? Until, string? Reason) : RoomNews(Id, At, User)
    {
        public override RoomTopic Topic => RoomTopic.Moderation;
    }
}
