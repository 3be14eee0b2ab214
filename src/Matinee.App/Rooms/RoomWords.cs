using System.Text.Json.Serialization;
using Matinee.App.Library;

namespace Matinee.App.Rooms;

/// <summary>Who says what plays. Lower-case on the wire and in the database, like the other words of this file.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RoomMode>))]
public enum RoomMode
{
    /// <summary>The owner and the room's administrators.</summary>
    Host,

    /// <summary>All who are in it.</summary>
    Everyone,

    /// <summary>A majority of those who are in it; owner and administrators still may by themselves.</summary>
    Vote,
}

/// <summary>Who gets in.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RoomDoor>))]
public enum RoomDoor
{
    /// <summary>Whoever has the link, and the password where there is one.</summary>
    Open,

    /// <summary>Whoever an administrator of the room lets in.</summary>
    Approval,

    /// <summary>Whoever holds an invitation.</summary>
    Invite,
}

/// <summary>What happens when somebody's player runs dry.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RoomWaiting>))]
public enum RoomWaiting
{
    /// <summary>The room waits for a few seconds when enough of it has stalled.</summary>
    Briefly,

    /// <summary>The room waits for each.</summary>
    Everyone,

    Never,
}

/// <summary>Ordered: a later one stands above an earlier one.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RoomRole>))]
public enum RoomRole
{
    /// <summary>Came with a name and without an account.</summary>
    Guest,
    Member,
    Admin,
    Owner,
}

/// <summary>How the queue goes on.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<QueueMode>))]
public enum QueueMode
{
    /// <summary>In order, and then it ends.</summary>
    Sequential,

    /// <summary>In order, and then from the beginning.</summary>
    Repeat,

    /// <summary>Each once in an order of its own, and then anew.</summary>
    Shuffle,
}

[JsonConverter(typeof(CamelCaseEnumConverter<MemberStatus>))]
public enum MemberStatus
{
    Online,
    Away,
    Busy,
}

/// <summary>What a publication of a room is about.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RoomTopic>))]
public enum RoomTopic
{
    Chat,
    Playback,
    Queue,
    Member,
    Settings,
    Moderation,
}

internal static class RoomWords
{
    public static string Word<T>(this T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T Read<T>(string word) where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);
}
