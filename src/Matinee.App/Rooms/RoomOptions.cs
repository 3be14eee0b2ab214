using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms;

/// <summary>Section <c>Rooms</c>.</summary>
public sealed class RoomOptions
{
    public const string Section = "Rooms";

    /// <summary>Rooms that one user may own at a time.</summary>
    [Range(1, 100_000)]
    public int PerUser { get; set; } = 100;

    /// <summary>Connections that one room may have, over all nodes, about.</summary>
    [Range(1, 1_000_000)]
    public int Members { get; set; } = 1000;

    /// <summary>Messages of one person each second; <see cref="MessageBurst"/> at once.</summary>
    [Range(1, 1000)]
    public int MessagesPerSecond { get; set; } = 10;

    /// <summary>Messages of one person at once.</summary>
    [Range(1, 1000)]
    public int MessageBurst { get; set; } = 20;

    /// <summary>Messages of one person in a minute.</summary>
    [Range(1, 100_000)]
    public int MessagesPerMinute { get; set; } = 100;

    /// <summary>Messages of a whole room each second.</summary>
    [Range(1, 10_000)]
    public int RoomMessagesPerSecond { get; set; } = 100;

    /// <summary>Commands of one person each second, beside the chat.</summary>
    [Range(1, 1000)]
    public int CommandsPerSecond { get; set; } = 10;

    /// <summary>Commands of one person at once.</summary>
    [Range(1, 1000)]
    public int CommandBurst { get; set; } = 30;

    /// <summary>Signals of one person each second: typing, reactions, reports of playback.</summary>
    [Range(1, 1000)]
    public int SignalsPerSecond { get; set; } = 20;

    /// <summary>How long messages are kept. Pinned ones stay.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan MessageRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Messages of a room that are kept; the oldest go first.</summary>
    [Range(100, 10_000_000)]
    public int MessagesKept { get; set; } = 100_000;

    /// <summary>How often what is too old is taken away.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the token of a connection lets somebody in; clients renew it in time.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a guest who comes back is the same one.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00")]
    public TimeSpan GuestLifetime { get; set; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
internal sealed partial class RoomOptionsValidator : IValidateOptions<RoomOptions>;
