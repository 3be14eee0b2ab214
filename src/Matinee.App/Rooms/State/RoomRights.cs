using System.Collections.Immutable;

namespace Matinee.App.Rooms.State;

/// <summary>Who may do what: by role, by the room's mode, and by what was given to or taken from one member. What was taken is gone.</summary>
internal static class RoomRights
{
    private static readonly ImmutableHashSet<RoomRight> Guest = [RoomRight.Chat, RoomRight.React, RoomRight.Vote];
    private static readonly ImmutableHashSet<RoomRight> Member = Guest.Add(RoomRight.QueueAdd);

    private static readonly ImmutableHashSet<RoomRight> Admin = Member.Union(
    [
        RoomRight.Playback, RoomRight.QueueEdit, RoomRight.Moderate, RoomRight.Members, RoomRight.Invite, RoomRight.Settings,
    ]);

    private static readonly ImmutableHashSet<RoomRight> Owner = Admin.Union([RoomRight.Roles, RoomRight.Own]);

    public static ImmutableHashSet<RoomRight> Of(RoomRole role, RoomMode mode, MemberRights rights)
    {
        if (role == RoomRole.Owner)
            return Owner;
        var granted = rights.Granted.Remove(RoomRight.Own).Remove(RoomRight.Roles);
        var all = OfRole(role).Union(OfMode(mode)).Union(granted).Except(rights.Removed);
        return rights.Muted ? all.Remove(RoomRight.Chat).Remove(RoomRight.React) : all;
    }

    private static ImmutableHashSet<RoomRight> OfRole(RoomRole role) => role switch
    {
        RoomRole.Admin => Admin,
        RoomRole.Member => Member,
        _ => Guest,
    };

    private static ImmutableHashSet<RoomRight> OfMode(RoomMode mode) =>
        mode == RoomMode.Everyone ? [RoomRight.Playback, RoomRight.QueueAdd, RoomRight.QueueEdit] : [];
}

/// <summary>What holds of one member beside the role.</summary>
internal sealed record MemberRights(ImmutableHashSet<RoomRight> Granted, ImmutableHashSet<RoomRight> Removed, bool Muted)
{
    public static readonly MemberRights Usual = new([], [], false);
}
