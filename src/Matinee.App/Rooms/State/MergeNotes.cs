using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>What the new log of a room that is being brought together says already.</summary>
internal sealed class MergeNotes
{
    private readonly HashSet<RoomTopic> _topics = [];
    private readonly HashSet<UserId> _removed = [];
    private readonly HashSet<(UserId User, string Node)> _counted = [];

    public bool Speaks(RoomTopic topic) => _topics.Contains(topic);

    /// <summary>Somebody put them out: they do not come back by a merge.</summary>
    public bool IsRemoved(UserId user) => _removed.Contains(user);

    /// <summary>It says how many connections they have through that node.</summary>
    public bool Counts(UserId user, string node) => _counted.Contains((user, node));

    public void Take(RoomNews news)
    {
        _topics.Add(news.Topic);
        if (news is RoomNews.Moderated { Op: ModerationOp.Kicked or ModerationOp.Banned, Target: { } target })
            _removed.Add(target.Id);
        if (news is not RoomNews.Attended attended)
            return;
        foreach (var move in attended.Moves)
        {
            if (move.Op == MemberOp.Joined)
                _removed.Remove(move.Member.Id);
            if (attended.Node is { } node)
                _counted.Add((move.Member.Id, node));
        }
    }
}
