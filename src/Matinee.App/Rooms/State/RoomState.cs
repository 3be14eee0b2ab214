using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>
/// A room as its log has made it: every node that reads the same log has the same one. <see cref="Apply"/> is the only way on.
/// </summary>
internal sealed record RoomState
{
    public required RoomSettings Settings { get; init; }

    public PlaybackState Playback { get; init; } = PlaybackState.Empty;

    public RoomQueue Queue { get; init; } = RoomQueue.Empty;

    public ReadyCheck? Ready { get; init; }

    public RoomVote? Vote { get; init; }

    public StartCountdown? Countdown { get; init; }

    public ImmutableDictionary<UserId, RoomPresence> Present { get; init; } = ImmutableDictionary<UserId, RoomPresence>.Empty;

    public WaitLedger Waits { get; init; } = WaitLedger.Empty;

    public ImmutableArray<CommandId> Pins { get; init; } = [];

    public RoomState Apply(RoomNews news) => news switch
    {
        RoomNews.Played played => ApplyPlayback(played),
        RoomNews.QueueEdited queued => this with { Queue = queued.Queue },
        RoomNews.Configured set => ApplySettings(set.Settings),
        RoomNews.Attended attended => attended.Moves.Aggregate(this, (state, move) => state.ApplyPresence(move, attended.Node)),
        RoomNews.Moderated moderated => ApplyModeration(moderated),
        RoomNews.Chatted chatted => ApplyChat(chatted.Message),
        _ => this,
    };

    private RoomState ApplyPlayback(RoomNews.Played played)
    {
        var next = this with { Playback = played.Playback };
        if (played.Ready is { } ready)
            next = next with { Ready = ready.Value };
        if (played.Vote is { } vote)
            next = next with { Vote = vote.Value };
        if (played.Countdown is { } countdown)
            next = next with { Countdown = countdown.Value };
        if (played.Playback.WaitingFor is { } waiting && Playback.WaitingFor is null)
            next = next with { Waits = Waits.Note(waiting.Members.Select(member => member.Id), played.At) };
        var element = played.Playback.Item?.Element;
        return element is { } started && played.Starts ? next with { Queue = Queue.Start(started) } : next;
    }

    private RoomState ApplyPresence(MemberMove move, string? through)
    {
        var member = move.Member;
        var known = Present.GetValueOrDefault(member.Id);
        var nodes = known?.Nodes ?? ImmutableDictionary<string, int>.Empty;
        if (through is { } node)
            nodes = move.Connections > 0 ? nodes.SetItem(node, move.Connections) : nodes.Remove(node);
        if (nodes.IsEmpty)
            return Leave(member.Id);
        return this with { Present = Present.SetItem(member.Id, new(member with { Devices = nodes.Values.Sum() }, nodes)) };
    }

    // The room went over to another: who had it is an administrator now.
    private RoomState ApplySettings(RoomSettings settings)
    {
        var present = Present;
        if (settings.OwnerId != Settings.OwnerId)
        {
            foreach (var (id, role) in new[] { (Settings.OwnerId, RoomRole.Admin), (settings.OwnerId, RoomRole.Owner) })
            {
                if (present.TryGetValue(id, out var here))
                    present = present.SetItem(id, here with { Member = here.Member with { Role = role } });
            }
        }

        return this with { Settings = settings, Present = present };
    }

    private RoomState ApplyModeration(RoomNews.Moderated moderated)
    {
        if (moderated.Target is not { } target)
            return this;
        if (moderated.Op is ModerationOp.Kicked or ModerationOp.Banned)
            return Leave(target.Id);
        return moderated.Op is ModerationOp.Muted or ModerationOp.Unmuted && Present.TryGetValue(target.Id, out var here)
            ? this with { Present = Present.SetItem(target.Id, here with { Member = here.Member with { Muted = moderated.Op == ModerationOp.Muted } }) }
            : this;
    }

    private RoomState ApplyChat(ChatMessage message) =>
        message.Pinned == Pins.Contains(message.Id) ? this : this with { Pins = message.Pinned ? Pins.Add(message.Id) : Pins.Remove(message.Id) };

    private RoomState Leave(UserId id) => this with { Present = Present.Remove(id), Ready = Ready?.Without(id) };
}

/// <summary>Somebody who is there, and through which nodes.</summary>
internal sealed record RoomPresence(PresentMember Member, ImmutableDictionary<string, int> Nodes)
{
    public RoomPerson Person => Member.Person;
}
