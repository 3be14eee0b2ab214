using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Api;

/// <summary>Tells those who may let somebody in that somebody waits.</summary>
internal sealed class DoorBell(RoomFeeds feeds, PersonalChannel personal, RoomClock clock, TimeProvider time)
{
    public async Task RingAsync(RoomRecord room, RoomMember member, CancellationToken cancellationToken)
    {
        var keepers = (await feeds.OpenAsync(room.Id, cancellationToken))?.View.State.Present.Values
            .Where(present => present.Member.Role >= RoomRole.Admin).Select(present => present.Member.Id) ?? [];
        var news = new PersonalNews("knock", clock.Now, room.Id, Who: new RoomPerson(member.UserId, member.Name));
        foreach (var keeper in keepers.Append(room.OwnerId).Distinct().ToArray())
            await personal.TellAsync(keeper, CommandId.New(time), news, cancellationToken);
    }
}
