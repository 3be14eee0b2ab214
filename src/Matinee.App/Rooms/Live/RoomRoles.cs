using System.Collections.Immutable;
using Matinee.App.Accounts;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Who is what in a room: roles, single rights, the door, and whose it is.</summary>
internal sealed class RoomRoles(MemberStore members, RoomActs acts, PersonalChannel personal, RoomClock clock)
{
    public async Task<CommandOutcome> SetRoleAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, RoomRole role, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Roles))
            return Refuse(feed, RoomRefusal.Forbidden("Only the owner makes administrators."));
        if (role is RoomRole.Owner or RoomRole.Guest)
            return Refuse(feed, RoomRefusal.Invalid("role is member or admin."));
        var before = await members.FindAsync(feed.Id, target, cancellationToken);
        if (before?.Role == RoomRole.Guest)
            return Refuse(feed, RoomRefusal.Invalid("A guest has no role but this. Ask them to sign in."));
        if (await members.SetRoleAsync(feed.Id, target, role, cancellationToken) is not { } member)
            return Missing(feed);
        return await acts.TellAsync(feed, new(id, by.Person, "role", Person(member), role.Word()), (state, now) => Changed(state, id, now, by, member), cancellationToken);
    }

    /// <summary>What one member may more, and less, than the role says.</summary>
    public async Task<CommandOutcome> SetRightsAsync(
        RoomFeed feed, RoomActor by, CommandId id, UserId target, ImmutableHashSet<RoomRight>? granted, ImmutableHashSet<RoomRight>? removed, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Members) || granted?.Except(by.Rights).IsEmpty == false)
            return Refuse(feed, RoomRefusal.Forbidden("You can only give what you have yourself."));
        var before = await members.FindAsync(feed.Id, target, cancellationToken);
        if (before is null || before.Role >= by.Role)
            return before is null ? Missing(feed) : Refuse(feed, RoomRefusal.Forbidden("Only those below your own role."));
        if (await members.SetRightsAsync(feed.Id, target, granted ?? before.Granted, removed ?? before.Removed, cancellationToken) is not { } member)
            return Missing(feed);
        var detail = $"+{MemberRow.Write(member.Granted)} -{MemberRow.Write(member.Removed)}";
        return await acts.TellAsync(feed, new(id, by.Person, "rights", Person(member), detail), (state, now) => Changed(state, id, now, by, member), cancellationToken);
    }

    public async Task<CommandOutcome> TransferAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Own))
            return Refuse(feed, RoomRefusal.Forbidden("Only the owner hands the room over."));
        if (target == by.Id)
            return new CommandOutcome.Accomplished(feed.View);
        if (!await members.TransferAsync(feed.Id, by.Id, target, cancellationToken) || await members.FindAsync(feed.Id, target, cancellationToken) is not { } member)
            return Refuse(feed, RoomRefusal.Invalid("The room can only go to a member with an account."));
        return await acts.TellAsync(feed, new(id, by.Person, "transfer", Person(member), ""), (state, now) =>
            new RoomNews.Configured(id, now, by.Person, state.Settings with { OwnerId = target }), cancellationToken);
    }

    public async Task<CommandOutcome> AdmitAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Members))
            return Refuse(feed, RoomRefusal.Forbidden("You do not keep the door of this room."));
        if (await members.AdmitAsync(feed.Id, target, cancellationToken) is not { } member)
            return Refuse(feed, RoomRefusal.Missing("Nobody of that id waits."));
        await personal.TellAsync(target, id, new("approved", clock.Now, feed.Id), cancellationToken);
        return await acts.TellAsync(feed, new(id, by.Person, "approve", Person(member), ""), (_, _) => null, cancellationToken);
    }

    public async Task<CommandOutcome> DenyAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Members))
            return Refuse(feed, RoomRefusal.Forbidden("You do not keep the door of this room."));
        if (await members.FindAsync(feed.Id, target, cancellationToken) is not { State: RoomStanding.Waiting } || await members.RemoveAsync(feed.Id, target, cancellationToken) is not { } member)
            return Refuse(feed, RoomRefusal.Missing("Nobody of that id waits."));
        await personal.TellAsync(target, id, new("denied", clock.Now, feed.Id), cancellationToken);
        return await acts.TellAsync(feed, new(id, by.Person, "deny", Person(member), ""), (_, _) => null, cancellationToken);
    }

    /// <summary>Null for who is not in the room now: they will find it when they come.</summary>
    private static RoomNews.Attended? Changed(RoomState state, CommandId id, double now, RoomActor by, RoomMember member) =>
        state.Present.TryGetValue(member.UserId, out var present)
            ? new(id, now, by.Person, MemberOp.Changed, present.Member with { Role = member.Role }, state.Present.Count, null, 0)
            : null;

    private static RoomPerson Person(RoomMember member) => new(member.UserId, member.Name);

    private static CommandOutcome.Refused Missing(RoomFeed feed) => Refuse(feed, RoomRefusal.Missing("There is no such member."));

    private static CommandOutcome.Refused Refuse(RoomFeed feed, RoomRefusal refusal) => new(refusal, feed.View);
}
