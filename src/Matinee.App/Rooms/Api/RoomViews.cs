using Matinee.App.Accounts;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;

namespace Matinee.App.Rooms.Api;

/// <summary>Rooms as they are shown to one who asks.</summary>
internal sealed class RoomViews(RoomFeeds feeds, RoomStateStore states, MemberStore members)
{
    /// <param name="user">Null: a stranger, who sees no more than the door.</param>
    public async Task<RoomDocument> ShowAsync(RoomRecord room, UserId? user, CancellationToken cancellationToken)
    {
        var member = user is { } id && await members.FindAsync(room.Id, id, cancellationToken) is { State: RoomStanding.Joined } found ? found : null;
        var state = feeds.Find(room.Id)?.View.State ?? (await states.FindAsync(room.Id, cancellationToken))?.State;
        var item = member is null ? null : state?.Playback.Item;
        return new(
            room.Id, room.Name, room.Mode, room.Door, room.Waiting, room.SlowSeconds, room.Locked, room.PasswordHash is not null, room.OwnerId, $"/r/{room.Id}", room.Id.Channel,
            member?.Role, state?.Present.Count ?? 0, item?.VideoId, item?.Title, room.CreatedAt, room.ActiveAt);
    }
}
