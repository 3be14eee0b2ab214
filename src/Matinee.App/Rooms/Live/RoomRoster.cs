using System.Collections.Concurrent;
using Matinee.App.Accounts;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>
/// What members may, kept for a moment: every command asks. What a room tells of a member empties it, so that a right that was taken
/// is gone on every node at once.
/// </summary>
internal sealed class RoomRoster(MemberStore members, TimeProvider time) : IRoomObserver
{
    private const int Most = 20_000;

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(RoomId, UserId), (RoomMember Member, long At)> _known = new();

    /// <summary>Null for who is not (or not any more) a member.</summary>
    public async ValueTask<RoomMember?> FindAsync(RoomId room, UserId user, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((room, user), out var known) && time.GetElapsedTime(known.At) < Freshness)
            return known.Member;
        var at = time.GetTimestamp();
        if (await members.FindAsync(room, user, cancellationToken) is not { State: RoomStanding.Joined } member)
        {
            _known.TryRemove((room, user), out _);
            return null;
        }

        if (_known.Count >= Most)
            _known.Clear();
        _known[(room, user)] = (member, at);
        return member;
    }

    public void Drop(RoomId room, UserId user) => _known.TryRemove((room, user), out _);

    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        switch (news)
        {
            case RoomNews.Moderated { Target: { } target }:
                Drop(feed.Id, target.Id);
                break;
            case RoomNews.Attended { Node: null } attended:
                Drop(feed.Id, attended.Member.Id);
                break;
            case RoomNews.Configured:
                foreach (var user in view.State.Present.Keys)
                    Drop(feed.Id, user);
                break;
        }
    }

    public void Forget(RoomFeed feed)
    {
    }
}
