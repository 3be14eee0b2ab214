using System.Text.Json;
using Matinee.App.Moderation;
using Matinee.Realtime.Connections;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms.Live;

/// <summary>The limits of <c>/api/limits</c>, changed while the program runs.</summary>
/// <param name="PerIp">Connections of one address.</param>
/// <param name="Global">Connections in all.</param>
/// <param name="Burst">Messages of one person at once.</param>
internal sealed record SiteLimits(
    int PerUser, int PerIp, int PerRoom, int Global, int IdleTimeoutSecs, int MaxDurationSecs, int RoomsPerUser, int MessagesPerSecond, int MessagesPerMinute, int Burst,
    int RoomMessagesPerSecond);

/// <summary>Holds them where they are enforced: in the options of the channel server and of rooms.</summary>
internal sealed class LimitSetting(ConnectionOptions connections, IOptions<RoomOptions> rooms) : ISiteSetting
{
    public const string Key = "limits";

    public string Name => Key;

    public SiteLimits Current => new(
        connections.PerUser, connections.PerAddress, rooms.Value.Members, connections.Total, (int)connections.IdleTimeout.TotalSeconds, (int)connections.MaxAge.TotalSeconds,
        rooms.Value.PerUser, rooms.Value.MessagesPerSecond, rooms.Value.MessagesPerMinute, rooms.Value.MessageBurst, rooms.Value.RoomMessagesPerSecond);

    /// <summary>Null, or what is wrong with it.</summary>
    public static string? Refuse(SiteLimits wish)
    {
        (string Name, int Value, int Most)[] values =
        [
            ("perUser", wish.PerUser, 1_000_000), ("perIp", wish.PerIp, 10_000_000), ("perRoom", wish.PerRoom, 1_000_000), ("global", wish.Global, 100_000_000),
            ("idleTimeoutSecs", wish.IdleTimeoutSecs, 604_800), ("maxDurationSecs", wish.MaxDurationSecs, 2_592_000), ("roomsPerUser", wish.RoomsPerUser, 100_000),
            ("messagesPerSecond", wish.MessagesPerSecond, 1000), ("messagesPerMinute", wish.MessagesPerMinute, 100_000), ("burst", wish.Burst, 1000),
            ("roomMessagesPerSecond", wish.RoomMessagesPerSecond, 10_000),
        ];
        var wrong = values.Where(value => value.Value < 1 || value.Value > value.Most).Select(value => $"{value.Name} is 1 to {value.Most}.").ToArray();
        return wrong.Length == 0 ? null : string.Join(' ', wrong);
    }

    public void Apply(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, SiteLimitsJson.Default.SiteLimits) is { } wish && Refuse(wish) is null)
                Put(wish);
        }
        catch (JsonException)
        {
            // Written by a newer version.
        }
    }

    private void Put(SiteLimits wish)
    {
        (connections.PerUser, connections.PerAddress, connections.Total) = (wish.PerUser, wish.PerIp, wish.Global);
        (connections.IdleTimeout, connections.MaxAge) = (TimeSpan.FromSeconds(wish.IdleTimeoutSecs), TimeSpan.FromSeconds(wish.MaxDurationSecs));
        var room = rooms.Value;
        (room.Members, room.PerUser, room.RoomMessagesPerSecond) = (wish.PerRoom, wish.RoomsPerUser, wish.RoomMessagesPerSecond);
        (room.MessagesPerSecond, room.MessagesPerMinute, room.MessageBurst) = (wish.MessagesPerSecond, wish.MessagesPerMinute, wish.Burst);
    }
}
