using Matinee.App.Accounts;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Api;

/// <summary>What a patch of a member asks for, one thing after the other; the first refusal ends it.</summary>
internal sealed class MemberChanges(RoomRoles roles, RoomModeration moderation, MemberStore members, TimeProvider time)
{
    public async Task<CommandOutcome> ApplyAsync(RoomFeed feed, RoomActor by, CommandId command, UserId target, MemberPatch patch, CancellationToken cancellationToken)
    {
        CommandOutcome outcome = new CommandOutcome.Accomplished(feed.View);
        if (patch.State is RoomStanding.Joined)
            outcome = await roles.AdmitAsync(feed, by, command, target, cancellationToken);
        if (outcome is CommandOutcome.Accomplished && patch.Role is { } role)
            outcome = await roles.SetRoleAsync(feed, by, Next(), target, role, cancellationToken);
        if (outcome is CommandOutcome.Accomplished && (patch.Granted is not null || patch.Removed is not null))
            outcome = await roles.SetRightsAsync(feed, by, Next(), target, patch.Granted is { } granted ? [.. granted] : null, patch.Removed is { } removed ? [.. removed] : null, cancellationToken);
        if (outcome is CommandOutcome.Accomplished && patch.Muted is { } muted)
        {
            var duration = patch.MuteSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            outcome = muted
                ? await moderation.MuteAsync(feed, by, Next(), target, duration, null, cancellationToken)
                : await moderation.UnmuteAsync(feed, by, Next(), target, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Out of the room, or away from its door.</summary>
    public async Task<CommandOutcome> RemoveAsync(RoomFeed feed, RoomActor by, CommandId command, UserId target, string? reason, CancellationToken cancellationToken) =>
        await members.FindAsync(feed.Id, target, cancellationToken) is { State: RoomStanding.Waiting }
            ? await roles.DenyAsync(feed, by, command, target, cancellationToken)
            : await moderation.KickAsync(feed, by, command, target, reason, cancellationToken);

    private CommandId Next() => CommandId.New(time);
}
