using Matinee.App.Accounts;
using Matinee.Realtime.Administration;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Protocol;

namespace Matinee.App.Rooms.Live;

/// <summary>The channel server as rooms need it.</summary>
/// <param name="server">Asked for late: the server asks the policy of rooms who may what.</param>
internal sealed class RoomConnections(Func<RealtimeServer> server) : IRoomConnections
{
    /// <summary>Below 2500: the client does not subscribe again by itself.</summary>
    private const uint PutOut = 2001;

    public IReadOnlySet<string> ClientsOf(RoomId room) => server().Members(room.Channel).Select(member => member.Client).ToHashSet(StringComparer.Ordinal);

    public async Task EndAsync(RoomId room, UserId user, string reason, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var channel in new[] { room.Channel, room.SignalChannel })
                await server().UnsubscribeAsync(user.Value, channel, new UnsubscribePush(PutOut, reason), cancellationToken: cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            // The node that holds the connection reads the same log, and ends it by itself.
        }
    }
}
