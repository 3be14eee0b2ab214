using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;

namespace Matinee.App.Rooms.Door;

/// <summary>Who gets in. Who is a member already is in; an invitation opens whatever the door says but a ban.</summary>
internal sealed class Doorway(MemberStore members, BanStore bans, RoomInviteStore invites, RoomPasswords passwords, RoomRoster roster, TimeProvider time)
{
    public async Task<DoorAnswer> EnterAsync(RoomRecord room, RoomCaller caller, string? password, string? invite, CancellationToken cancellationToken)
    {
        if (await bans.IsBannedAsync(room.Id, caller.Id, cancellationToken))
            return new DoorAnswer.Refused(DoorRefusal.Banned);
        var known = await members.FindAsync(room.Id, caller.Id, cancellationToken);
        if (known?.State == RoomStanding.Joined)
            return new DoorAnswer.Inside(await KeepAsync(known, caller, cancellationToken));
        if (invite is { Length: > 0 })
        {
            return await invites.UseAsync(room.Id, invite, cancellationToken) is { } role
                ? new DoorAnswer.Inside(await AddAsync(room, caller, known, caller.IsGuest ? RoomRole.Guest : role, RoomStanding.Joined, cancellationToken))
                : new DoorAnswer.Refused(DoorRefusal.InviteInvalid);
        }

        return caller.IsAdmin
            ? new DoorAnswer.Inside(await AddAsync(room, caller, known, RoomRole.Admin, RoomStanding.Joined, cancellationToken))
            : await KnockAsync(room, caller, known, password, cancellationToken);
    }

    private async Task<DoorAnswer> KnockAsync(RoomRecord room, RoomCaller caller, RoomMember? known, string? password, CancellationToken cancellationToken)
    {
        if (room.Locked)
            return new DoorAnswer.Refused(DoorRefusal.Locked);
        if (room.Door == RoomDoor.Invite)
            return new DoorAnswer.Refused(DoorRefusal.InviteRequired);
        if (room.PasswordHash is { } hash)
        {
            if (string.IsNullOrEmpty(password))
                return new DoorAnswer.Refused(DoorRefusal.PasswordRequired);
            if (!passwords.IsRight(room.Id, hash, password))
                return new DoorAnswer.Refused(DoorRefusal.PasswordWrong);
        }

        var role = caller.IsGuest ? RoomRole.Guest : RoomRole.Member;
        return room.Door == RoomDoor.Approval
            ? new DoorAnswer.BeforeIt(known?.State == RoomStanding.Waiting ? known : await AddAsync(room, caller, known, role, RoomStanding.Waiting, cancellationToken))
            : new DoorAnswer.Inside(await AddAsync(room, caller, known, role, RoomStanding.Joined, cancellationToken));
    }

    // What was taken from somebody, and a mute, outlast their leaving.
    private async Task<RoomMember> AddAsync(RoomRecord room, RoomCaller caller, RoomMember? known, RoomRole role, RoomStanding state, CancellationToken cancellationToken)
    {
        var member = new RoomMember
        {
            RoomId = room.Id,
            UserId = caller.Id,
            Name = caller.Name,
            Role = role,
            State = state,
            Removed = known?.Removed ?? [],
            MutedUntil = known?.MutedUntil,
            JoinedAt = time.GetUtcNow(),
        };
        await members.PutAsync(member, cancellationToken);
        roster.Drop(room.Id, caller.Id);
        return member;
    }

    private async Task<RoomMember> KeepAsync(RoomMember known, RoomCaller caller, CancellationToken cancellationToken)
    {
        await members.SeenAsync(known.RoomId, known.UserId, caller.Name, cancellationToken);
        if (known.Name == caller.Name)
            return known;
        roster.Drop(known.RoomId, known.UserId);
        return known with { Name = caller.Name };
    }
}
