using Matinee.App.Limits;
using Matinee.App.Rooms.Door;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Rooms.Api;

/// <summary>A room together with the place of whoever asks in it.</summary>
internal sealed record AtRoom(RoomRecord Room, RoomMember Member, RoomActor Actor)
{
    public bool May(RoomRight right) => Actor.May(right);
}

/// <summary>What every endpoint of a room begins with.</summary>
internal sealed class RoomCounter(RoomStore rooms, MemberStore members, RoomCallers callers, RoomFeeds feeds, RequestLimits limits, TimeProvider time)
{
    /// <summary>Null for who is not a member: they may not even know that there is such a room. Administrators of the site are everywhere.</summary>
    public async Task<AtRoom?> FindAsync(RoomId id, HttpContext context, CancellationToken cancellationToken)
    {
        if (callers.Find(context) is not { } caller || await rooms.FindAsync(id, cancellationToken) is not { } room)
            return null;
        var now = time.GetUtcNow();
        if (await members.FindAsync(id, caller.Id, cancellationToken) is { State: RoomStanding.Joined } member)
            return new(room, member, member.ActorIn(room.Mode, now));
        if (!caller.IsAdmin)
            return null;
        var visitor = new RoomMember { RoomId = id, UserId = caller.Id, Name = caller.Name, Role = RoomRole.Owner, JoinedAt = now };
        return new(room, visitor, visitor.ActorIn(room.Mode, now));
    }

    /// <summary>Does something in a room; null when it was done.</summary>
    public async Task<ProblemHttpResult?> ActAsync(
        RoomId id, HttpContext context, Func<RoomFeed, RoomActor, CommandId, CancellationToken, Task<CommandOutcome>> act, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, cancellationToken) is not { } at || await feeds.OpenAsync(id, cancellationToken) is not { } feed)
            return RoomProblems.NotFound();
        return RoomProblems.Of(await act(feed, at.Actor, CommandId.New(time), cancellationToken));
    }

    /// <summary>Complaints of one address are few.</summary>
    public TimeSpan? Reported(HttpContext context) => limits.Take(Limit.Registration, "report:" + CallerKey.Address(context));

    /// <summary>A wrong password costs: otherwise they are tried.</summary>
    public TimeSpan? Guessed(HttpContext context) => limits.Take(Limit.LoginPerAddress, "room:" + CallerKey.Address(context));
}
