using Matinee.App.Accounts;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Admission;
using Matinee.Realtime.Protocol;

namespace Matinee.App.Rooms.Live;

/// <summary>Lets members into the channel of their room, and shows them what there is.</summary>
internal sealed class RoomDoorkeeper(RoomFeeds feeds, RoomRoster roster, Attendance attendance, SnapshotDesk snapshots)
{
    /// <summary>A page is loaded again, a phone changes its network.</summary>
    private static readonly TimeSpan Reloading = TimeSpan.FromSeconds(3);

    /// <summary>When a whole room is put together anew, all of it subscribes again at once, and who is last is no less there.</summary>
    private static readonly TimeSpan ComingAgain = TimeSpan.FromSeconds(15);

    public async ValueTask<bool> IsMemberAsync(RoomId room, UserId user, CancellationToken cancellationToken) =>
        await roster.FindAsync(room, user, cancellationToken) is not null;

    /// <summary>The others are told a moment later, unless it is back by then.</summary>
    public void Leave(RoomId room, UserId user, string client, Departure why) => attendance.Leave(room, user, client, why switch
    {
        Departure.Interrupted => ComingAgain,
        Departure.Disconnected => Reloading,
        _ => TimeSpan.Zero,
    });

    public async Task<SubscribeDecision> EnterAsync(RoomId room, UserId user, string client, CancellationToken cancellationToken)
    {
        roster.Drop(room, user); // whoever comes in is looked at anew
        try
        {
            if (await roster.FindAsync(room, user, cancellationToken) is not { } member || await feeds.OpenAsync(room, cancellationToken) is not { } feed)
                return new SubscribeRefused(RealtimeErrors.PermissionDenied);
            await attendance.ArriveAsync(feed, member, client, cancellationToken);
            return new SubscribeAllowed
            {
                Snapshot = async (position, stop) =>
                {
                    if (feed.View.Position.Epoch != position.Epoch || feed.View.Position.Offset < position.Offset)
                        await feed.CatchUpAsync(stop);
                    return await snapshots.DrawAsync(feed, member, stop);
                },
            };
        }
        catch (BrokerUnavailableException)
        {
            return new SubscribeRefused(RealtimeErrors.BrokerUnavailable);
        }
    }
}
