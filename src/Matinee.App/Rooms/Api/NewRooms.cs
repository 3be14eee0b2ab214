using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms.Api;

/// <summary>Opens rooms.</summary>
internal sealed class NewRooms(RoomStore rooms, RoomStateStore states, RoomPasswords passwords, RoomClock clock, IOptions<RoomOptions> options, TimeProvider time)
{
    /// <summary>Null when the owner has as many as one may.</summary>
    /// <param name="video">Loaded and standing still; null: an empty room.</param>
    public async Task<RoomId?> OpenAsync(RoomPerson owner, RoomWish wish, Video? video, CancellationToken cancellationToken)
    {
        var id = EntityIds.New<RoomId>(time);
        var room = new RoomRecord
        {
            Id = id,
            OwnerId = owner.Id,
            Name = wish.Name?.Trim() ?? "",
            Mode = wish.Mode ?? RoomMode.Host,
            Door = wish.Access ?? RoomDoor.Open,
            Waiting = wish.Waiting ?? RoomWaiting.Briefly,
            PasswordHash = wish.Password is { Length: > 0 } password ? passwords.Hash(id, password) : null,
        };
        var member = new RoomMember { RoomId = id, UserId = owner.Id, Name = owner.Name, Role = RoomRole.Owner };
        if (!await rooms.CreateAsync(room, member, options.Value.PerUser, cancellationToken))
            return null;
        await states.SaveAsync(id, new(Begin(room, owner, video), new("", 0), 0), cancellationToken);
        return id;
    }

    private RoomState Begin(RoomRecord room, RoomPerson owner, Video? video)
    {
        var state = new RoomState { Settings = room.Settings };
        if (video is null)
            return state;
        var item = new QueueElement(EntityIds.New<ElementId>(time), video.Id, video.Title, video.DurationSeconds, owner);
        return state with
        {
            Queue = RoomQueue.Empty.Add(item, null).Start(item.Element),
            Playback = PlaybackState.Empty.Load(clock.Now, 0, item, playing: false, PlaybackCause.Of(owner, "item")),
        };
    }
}
